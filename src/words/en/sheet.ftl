# The printed sheet.

# The two marks are policy text: all three languages are printed on every sheet.
sheet-mark-without = IC control without suspicion
sheet-mark-under = IC control under suspicion

sheet-title = X-ray image · IC control sheet
sheet-document-title = IC control sheet { $case }
sheet-case = Case { $case }
sheet-printed-at = Printed { $at }
sheet-page = Sheet { $page } of { $pages }
sheet-continues = … continued on the next sheet
sheet-cut = … the rest is kept in the case record

sheet-declared = Vehicle and documents
sheet-imported-from = Image from file
sheet-plate = Plate number
sheet-ground = Ground of application
sheet-ground-arrival = arrival in the EAEU territory
sheet-ground-departure = departure, carrier's request no.{"\u00A0"}{ $number } of { $date }
sheet-container = Container
sheet-container-matches = { $number } · check digit matches
sheet-container-expected = { $number } · check digit should be { $digit }; recorded as painted: { $reason }
sheet-document-waybill = Waybill (CMR)
sheet-document-tir = TIR carnet
sheet-document-transit = Transit declaration
sheet-document-goods = Goods declaration
sheet-document-lading = Bill of lading
sheet-document-other = Other document
sheet-document-dated = no.{"\u00A0"}{ $number } of { $date }
sheet-document-undated = no.{"\u00A0"}{ $number }
sheet-goods = Goods, line { $number }
sheet-goods-packages = { $packages } packages · { $gross }{"\u00A0"}kg{"\u00A0"}gross
sheet-goods-gross = { $gross }{"\u00A0"}kg{"\u00A0"}gross
sheet-trailer = Trailer
sheet-more = … and { $count } more in the case record
sheet-more-containers = Further containers
sheet-more-documents = Further documents
sheet-more-goods = Further goods lines
sheet-goods-net = net { $net }{"\u00A0"}kg

sheet-checkpoint = journal { $facts } · root { $root }
sheet-scanned = Scan
sheet-scan-id = Scan number
sheet-scan-kind = Kind
sheet-scan-first = first scan
sheet-scan-repeat = repeat scan: { $reason }
sheet-filters = Filter chain
sheet-filter-chain = window { $low }…{ $high }, { $curve }, { $polarity }, sharpening { $sharpen }
sheet-curve-linear = linear
sheet-curve-logarithm = logarithm
sheet-polarity-normal = air bright
sheet-polarity-inverted = air dark
sheet-viewed = Share of image viewed
sheet-viewed-percent = { $percent } %
sheet-image = Original { $width } × { $height } pixels, { $bits } bits, energies: { $energies }, { $format }
sheet-reduced = REDUCED DEPTH: not for measurement
sheet-digest = SHA-256 of the image
sheet-digest-whole = SHA-256 of the original image: { $digest }

sheet-people = Officers and times
sheet-oms = OMS
sheet-oac = OAC
sheet-time-presented = Presented
sheet-time-admitted = Admitted
sheet-time-scan-begun = Scan begun
sheet-time-scan-ended = Scan ended
sheet-time-image-in = Image in
sheet-time-analysis = Analysis begun
sheet-time-verdict = Verdict given
sheet-time-handed-over = Handed over

sheet-seal-place = place of the PNS imprint
sheet-seal-number = number of the personal numbered seal (PNS)
sheet-verdict-date = date
sheet-officer = officer (OAC)
sheet-signature = signature
sheet-handed-to = handed over for examination to

sheet-marks = Marked zones
sheet-no-note = no note
sheet-discrepancies = Discrepancies with the documents
sheet-discrepancy = Goods line { $number }: { $note }
sheet-analysis = Results of the image analysis
sheet-recommendation = Recommendations for the examination
