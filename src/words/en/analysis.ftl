# Words of the OAC: analysis, documents, verdict, closing of a case.

# The case line.
analysis-case = Case …{ $number }
analysis-since = in analysis { $span }
analysis-waited = waited { $span }
analysis-scan = image { $number }
analysis-bits = { $bits } bit
analysis-energies = { $count ->
    [one] { $count } energy
   *[other] { $count } energies
  }
analysis-viewed = viewed { $percent } %

# Filters and reading.
analysis-window = window { $low }…{ $high }
analysis-curve-linear = linear
analysis-curve-logarithm = log
analysis-sharpen = sharpness { $step }
analysis-polarity-normal = positive
analysis-polarity-inverted = negative
analysis-grey = grey { $value }
analysis-filters-keys = Filters: ←→ width of the window, ↑↓ its level, Home for the automatic window

# Documents beside the image.
analysis-packages = { $count } packages
analysis-kilograms = { $mass } kg
analysis-no-documents = The image came from a file: there are no shipping documents
analysis-side-title = Documents and findings
analysis-side-goods = Goods as declared
analysis-side-discrepancies = Discrepancies
analysis-side-marks = Marks

# Marks and notes.
analysis-mark = mark { $mark }
analysis-no-note = no note
analysis-note = Mark { $number }, what is seen:
analysis-refusal-reason = Why the image is unfit:
analysis-frame-move = Frame: arrows move it, Space to resize, PgUp/PgDn grow and shrink
analysis-frame-size = Frame: arrows resize it, Space to move, PgUp/PgDn grow and shrink
analysis-mark-placed = Mark { $number } placed. Enter edits its note, Del removes it.
analysis-mark-removed = Mark { $number } removed.
analysis-note-kept = The note of mark { $number } is recorded.
analysis-no-marks = There are no marks on the image: F5 places one.
analysis-no-mark-chosen = No mark is chosen: Tab goes to the next mark.
analysis-ask-remove = Remove mark { $number }?

# The image.
analysis-opening = Opening the image…
analysis-render-failed = The image could not be shown: { $why }
analysis-image-first = The image has to be on the screen first.
analysis-somebody-elses = { $name } has the image in analysis: you are looking on.
analysis-no-lane = The image came from a file: a repeat scan is not possible.
analysis-reason-first = Say why the image is unfit.
analysis-ask-refuse = Declare the image unfit and ask for a repeat scan?
analysis-ask-refuse-detail = Marks and discrepancies of this image are withdrawn; the case goes back to the OMS.
analysis-image-refused = The image was declared unfit; the case is back with the OMS for a repeat scan.

analysis-ask-discard = Discard the typed text?
analysis-ask-leave = Leave the case? The text typed for the verdict will be lost.
analysis-ask-leave-detail = Marks and discrepancies are recorded and stay.

# Shipping documents.
documents-title = Shipping documents · { $number }
documents-arrival = arrival in the EAEU territory
documents-departure = departure, carrier's request { $number } of { $date }
documents-check-digit = check digit should be { $digit }: { $reason }
documents-imported = The image came from the file { $file }: there are no documents and no declared goods to compare it with.
documents-discrepancies = discrepancies: { $count }
documents-code = code
documents-description = description
documents-packages = packages
documents-gross = gross, kg
documents-note = Line { $line }, what differs:
documents-note-first = Say what differs between the image and the documents.
documents-noted = The discrepancy on line { $line } is recorded.
documents-withdrawn = The discrepancy on line { $line } is withdrawn.
documents-none = There are no documents to name a discrepancy with.
documents-no-discrepancy = The chosen line has no discrepancy.
documents-ask-withdraw = Withdraw the discrepancy on line { $line }?

# The verdict.
verdict-page-title = Verdict · { $number }
verdict-page-signed = Will be signed
verdict-page-analysis = Analysis of the image
verdict-page-recommendation = Recommendations for physical inspection
verdict-page-pin-label = PIN
verdict-page-pin = PIN: by it { $name }, { $role }, signs “{ $verdict }”, case …{ $case }, revision { $revision }
verdict-page-pin-first = Type your PIN: it signs the verdict.
verdict-page-choose = Choose the verdict: ↑ without suspicion, ↓ under suspicion
verdict-page-not-yet = This verdict cannot be given now. It needs: { $what }.
verdict-page-lacks = The verdict still lacks: { $what }.
verdict-page-marks = Marks: { $count }
verdict-page-discrepancies = Discrepancies: { $count }
verdict-page-filters = Filters
verdict-page-viewed = Viewed { $percent } %
verdict-page-viewed-meaning = at reading size
verdict-page-ask = Sign the verdict “{ $verdict }”?
verdict-page-ask-case = Case { $number }, { $title }
verdict-page-ask-viewed = Viewed at reading size: { $percent } % of the image
verdict-page-ask-detail = A verdict is not taken back: it stays in the journal.
verdict-page-given = The verdict is in the journal.

# Closing a case.
closing-title = Closing · { $number } · { $title }
closing-case = Case { $number }
closing-step-printed = sheet with the image printed
closing-step-printed-optional = sheet with the marks (optional)
closing-step-sealed = PNS stamped on the sheet, number recorded
closing-step-handed-over = handed over for examination
closing-file = file { $file }
closing-printer = printer: { $answer }
closing-no-printer = no printer is set up: print the file yourself
closing-printing = Printing the sheet…
closing-printed = The sheet is ready.
closing-advice-print = F5 prints the sheet with the image.
closing-advice-stamp = The mark “IC control without suspicion” is printed on the front side of the image; beside it is the place for the personal numbered seal (PNS).
closing-advice-seal = Stamp the PNS on the front side of the sheet, in the frame beside the mark “IC control without suspicion”.
closing-advice-record-seal = Then type the seal's number and press Enter: this closes the case. F5 prints the sheet again.
closing-advice-hand-over = Hand the case over for customs examination: type to whom (name, post) and press Enter.
closing-advice-print-optional = F5 prints the sheet with marks and recommendations for the examination.
closing-print-first = Print the sheet first: F5.
closing-seal = PNS number
closing-seal-wrong = A PNS number has 1 to 4 letters or digits.
closing-recipient = Handed over to
closing-recipient-first = Say to whom the case is handed over: name and post.
closing-ask-seal = PNS { $name } is stamped on the sheet: record its number and close the case?
closing-ask-hand-over = Record the hand-over for examination to { $name }?
closing-ask-detail = An entry in the journal is not taken back.
closing-sealed = The PNS number is recorded, the case is closed.
closing-handed-over = The hand-over for examination is recorded.
