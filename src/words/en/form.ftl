# Words of the form by sections, and of earlier cases.

# Sections: no longer than 58 characters together.
form-main = Main
form-vehicle = Vehicle
form-containers = Containers
form-documents = Documents
form-goods = Goods
form-parties = Parties
form-risk = Risk
form-required = * required
form-not-chosen = not chosen
form-trailers = Trailers
form-driver = Driver and axles
form-row-container = Container { $number } of { $count }
form-row-document = Document { $number } of { $count }
form-row-goods = Goods line { $number } of { $count }
form-parties-heading = Consignor, consignee, carrier
form-risk-profiles = Risk profiles
form-radiation = Radiation control
form-iin = IIN
form-bin = BIN
form-tax-matches = { $kind }: { $digit } =
form-tax-expected = { $kind }: { $digit }, reason needed
form-hint-country = KZ, CN, TR
form-hint-tax = 12 digits
form-hint-reading = a number: 0,12
form-no-rows = There is no list here to add a row to.
form-no-row-here = The field is in no row of a list: nothing to remove.
form-rows-full = The form takes no more than { $most } rows.
form-ask-remove = Remove the row with all that was typed into it?

# Earlier cases.
earlier-title = Earlier cases: { $count }
earlier-heading = Earlier cases
earlier-none = No earlier cases.
earlier-summary = earlier: { $count }, the last { $date } { $what }
earlier-brief = earlier: { $count } · { $what }
earlier-same = the same: { $keys }
earlier-plate = vehicle
earlier-trailer = trailer
earlier-container = container
earlier-document = document
earlier-confirmed = confirmed
earlier-not-confirmed = not confirmed

# Papers of a case.
papers-document = Document
papers-goods = Goods { $number }
papers-net = net { $mass } kg
papers-origin = origin { $country }
papers-code-length = no level has codes of this length: { $reason }
papers-tax-impossible = no such number can exist: { $reason }
papers-imported = From a file
papers-title-goods = Goods as declared: { $count }

# Keys.
key-add-row = Row
key-remove-row = Remove row
key-next-section = Section
key-previous-section = Previous section
key-earlier-cases = Earlier
