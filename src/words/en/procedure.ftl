# Words of the procedure: states, marks, grounds, fields, the chain, refusals.

# States of a case: 17 characters at most, so that the queue fits into 80 columns.
state-registered = registered
state-admitted = admitted
state-lane-checked = zone searched
state-scanning = scanning
state-awaiting-image = awaiting image
state-queued = queued
state-in-analysis = in analysis
state-cleared = without suspicion
state-printed = sheet printed
state-suspected = under suspicion
state-handed-over = handed over
state-closed = closed
state-not-applied = IC not applied

role-oms = OMS
role-oac = OAC
role-supervisor = supervisor
role-name-oms = OMS, managing the system
role-name-oac = OAC, image analysis
role-name-supervisor = shift supervisor

verdict-without-suspicion = IC control without suspicion
verdict-under-suspicion = IC control under suspicion

exemption-live-animals = live animals, travelling circuses and menageries too
exemption-live-fish = live fish
exemption-hatching-eggs = hatching eggs of domestic or other birds
exemption-oversize = dimensions beyond what this IC can scan

document-waybill = waybill (CMR)
document-tir-carnet = TIR carnet
document-transit-declaration = transit declaration
document-goods-declaration = goods declaration
document-bill-of-lading = bill of lading
document-other = other document

# A field in its row of the form.
row-trailer = Trailer { $number }: { $field }
row-container = Container { $number }: { $field }
row-document = Document { $number }: { $field }
row-goods = Goods line { $number }: { $field }
row-risk-profile = Risk profile { $number }: { $field }
recorded-digit = check digit should be { $digit }
recorded-impossible = no such number can exist
tax-id-iin = IIN { $number }
tax-id-bin = BIN { $number }

vehicle-heavy-truck = truck above 3.5 t
vehicle-light-truck = truck up to 3.5 t
vehicle-car = passenger car
vehicle-bus = bus
vehicle-empty = vehicle without cargo
vehicle-other = other vehicle

load-full = full load
load-part = part load

unit-microsievert-per-hour = µSv/h
unit-microroentgen-per-hour = µR/h
unit-counts-per-second = counts/s

# Fields of the form: 22 characters at most.
field-request-number = Carrier's request no.
field-request-date = Date of request
field-plate = Plate no.
field-container = Container no.
field-container-reason = Reason (check digit)
field-document-number = Document no.
field-document-date = Date of document
field-goods-code = HS / EAEU code
field-goods-description = Description of goods
field-packages = Packages
field-gross = Gross mass, kg
field-consignor = Consignor
field-consignee = Consignee
field-carrier = Carrier
field-direction = Direction
field-vehicle-kind = Kind of vehicle
field-vehicle-country = Country of vehicle
field-trailer = Trailer plate no.
field-driver-name = Driver
field-driver-document = Driver's document
field-axles = Axles
field-container-load = Container load
field-document-kind = Kind of document
field-goods-code-reason = Reason (code length)
field-net = Net mass, kg
field-origin = Country of origin
field-consignor-tax-id = Consignor IIN/BIN
field-consignor-tax-reason = Reason (consignor no.)
field-consignee-tax-id = Consignee IIN/BIN
field-consignee-tax-reason = Reason (consignee no.)
field-carrier-tax-id = Carrier IIN/BIN
field-carrier-tax-reason = Reason (carrier no.)
field-risk-profile = Risk profile no.
field-radiation-value = Radiation reading
field-radiation-unit = Unit of reading
field-radiation-device = Radiation device
field-radiation-number = Radiation device no.
field-radiation-verification = Device verification

# Faults of fields: 28 characters at most.
fault-missing = not filled in
fault-request-missing = needed for departure
fault-format = wrong form
fault-container-category = 4th letter is U, J, Z or R
fault-check-digit = digit is { $digit }: reason needed
fault-too-long = too long
fault-unusual-length = 5 or 7 digits: reason needed
fault-tax-id-impossible = cannot exist: reason needed
fault-no-country = no such country (ISO 3166)
fault-net-over-gross = more than the gross mass
fault-not-in-list = not one of the list
fault-too-many = at most { $most }

# The interlock chain as the IC reports it.
input-chain = Interlock chain
input-emergency-stop = Emergency stop
input-doors = Doors
input-gates = Gates
input-light-curtain = Light curtain
input-search-button = Search button
contact-unknown = not reported
contact-closed-chain = closed
contact-closed-emergency-stop = released
contact-closed-doors = closed
contact-closed-gates = closed
contact-closed-light-curtain = clear
contact-closed-search-button = pressed
contact-open-chain = open
contact-open-emergency-stop = pressed
contact-open-doors = open
contact-open-gates = open
contact-open-light-curtain = crossed
contact-open-search-button = not pressed

source-unknown = not reported
source-off = off
source-warming-up = warming up
source-ready = ready
source-prewarning = warning
source-beam-on = beam on
source-faulted = fault

complex-no-link = no link
complex-verifying = identifying
complex-fault = fault
complex-stale = stale
complex-warming-up = warming up { $seconds } s

requirement-dimensions = the dimensions
requirement-within-limits = dimensions within this IC's limits; else IC not applied
requirement-beyond-limits = dimensions beyond the limits: this ground does not hold
requirement-alternative = what was done instead of the IC
requirement-driver-out = confirmation that the driver is out
requirement-zone-searched = confirmation that the zone was searched
requirement-repeat-reason = the reason of the repeat scan
requirement-mark-within-image = a mark within the image
requirement-fewer-marks = fewer marks: the limit is reached
requirement-known-mark = a mark with this number
requirement-known-goods-line = a goods line with this number
requirement-discrepancy-note = what differs
requirement-reason = a reason
requirement-no-marks = an image without marks: without suspicion has none
requirement-no-discrepancies = no discrepancies: without suspicion has none
requirement-mark-or-discrepancy = a mark or a discrepancy with the documents
requirement-analysis-text = the analysis in words
requirement-recommendation = recommendations for physical inspection
requirement-recipient = to whom the case is handed over
requirement-fewer-scans = fewer scans: the limit of repeats is reached

step-register = registration
step-admit = admission
step-exempt = "IC not applied"
step-confirm-lane = lane check
step-request-scan = scan request
step-stop-scan = stop of the scan
step-acknowledge-fault = acknowledging the fault
step-begin-analysis = beginning the analysis
step-place-mark = mark
step-remove-mark = removing a mark
step-note-discrepancy = discrepancy
step-remove-discrepancy = withdrawing a discrepancy
step-refuse-image = image unfit
step-give-verdict = verdict
step-record-sheet = printing the sheet
step-record-seal = seal number (PNS)
step-hand-over = hand-over for examination
step-import = import of an image file

depth-reduced = reduced depth
depth-reduced-short = 8 bit

impediment-disconnected = no link to the IC
impediment-stale = the IC's data are stale
impediment-open = not in order: { $input }
impediment-unknown = not reported: { $input }
impediment-source-not-ready = the source is not ready
impediment-fault = fault not acknowledged (F12)
impediment-busy = a scan is already on
impediment-no-image-folder = the IC's image folder cannot be used
impediment-device = not ready: { $device }
impediment-warmup = the source has to be warmed up
impediment-not-calibrated = the detector is not calibrated
impediment-emergency-stop = emergency stop: key at the panel
impediment-image-awaited = the last image is still awaited

# A fault and what to do: 67 characters together at most, so that the alarm line holds them.
lane-fault-link-lost = Link to the IC lost
lane-fault-opened = Tripped: { $input }
lane-fault-stale-view = Data went stale in the beam
lane-fault-source = Source reports fault { $code }
lane-fault-beam-stuck = The beam did not go off
lane-fault-no-beam = The scan did not begin in time
lane-fault-too-long = Beam longer than permitted
lane-fault-wrong-device = Another device answers
lane-fault-device-lost = Link lost: { $device }
lane-fault-implausible = Impossible: { $device }
lane-fault-device-reset = Reset by itself: { $device }
lane-fault-conflict = Beam reported without permit
lane-fault-speed = Vehicle speed out of its window
lane-fault-setpoint = Source did not take its setpoint
lane-fault-calibration = Calibration out of its limits
lane-fault-emergency-stop = Emergency stop pressed
lane-advice-beam-stuck = PRESS THE EMERGENCY STOP, do not enter
lane-advice-opened = Search the zone, remove the cause
lane-advice-look = Look at the IC, remove the cause
lane-advice-engineer = Call the IC engineer, do not scan
lane-advice-emergency-stop = Find out why; then the key at the panel
device-portal = portal
device-source = source
device-monitor = radiation monitor
device-detector = detector

scan-end-completed = completed: columns { $columns }, lost { $lost }
scan-end-stopped = stopped by an officer
scan-end-refused = the IC refused the request, code { $code }
scan-end-faulted = failure during scan: { $fault }

image-fault-never-came = the image did not come in time
image-fault-bad-manifest = the image's manifest is wrong or of another scan
image-fault-digest-differs = the image differs from its manifest (SHA-256)
image-fault-unreadable = the image cannot be read
image-fault-interrupted = the station restarted during the scan
image-unfit = image unfit: { $reason }

refusal-not-signed-in = Nobody is signed in: sign in with a PIN.
refusal-wrong-pin = The PIN is wrong.
refusal-wait-after-wrong-pin = Wrong PIN several times: wait { $seconds } s.
refusal-role = Another role does this: { $step }.
refusal-state = Not open now: { $step }. State of the case: { $state }.
refusal-same-person = Who ran the scan does not give the verdict: another OAC is needed.
refusal-taken-by = The case is in analysis by { $name }.
refusal-changed = The case has changed; the new state is shown. Repeat if still needed.
refusal-no-case = There is no such case.
refusal-departure = Departure: the IC only on the carrier's written request (number and date).
refusal-form = { $field }: { $fault }.
refusal-requirement = Still lacking: { $what }.
refusal-lane = Scan not requested: { $why }.
refusal-acknowledge = Fault not acknowledged: { $why }.
refusal-lane-taken = Another case holds the lane.
refusal-store = Not recorded, nothing has changed: { $why }
refusal-picture = The image cannot be opened: { $why }
refusal-paper = The sheet cannot be made: { $why }
refusal-import = The file was not taken: { $why }
refusal-intake = The form was not taken: { $why }
refusal-disk-full = The disk is full: no new scan and no verdict. Viewing and STOP go on. Make room.
refusal-index-not-ready = The index of cases is being rebuilt: { $percent } %. Scanning goes on; search again later.
refusal-second-person = Two different people must say so.
refusal-not-finished = The case is not finished.
refusal-before-term = The term ends on { $due }: nothing goes before.
refusal-already-purged = The pictures of this case were purged before.
refusal-station-gone = The station does not answer; nothing was done.
