-- Prints the demonstration's staff file: a thousand people who do not exist.
--
--   lua5.4 scripts/demonstration/staff.lua > scripts/demonstration/staff.csv
--   lua5.4 scripts/demonstration/staff.lua places > scripts/demonstration/places.csv
--   lua5.4 scripts/demonstration/staff.lua members > scripts/demonstration/members.csv
--   lua5.4 scripts/demonstration/staff.lua contacts > scripts/demonstration/contacts.csv
--
-- The same output every time: chance comes from a generator of its own with a fixed seed, so a
-- test can compare the files with what this prints. Addresses lie in the reserved domain
-- `example` (RFC 2606), so that no mail can reach anybody.

local folder = arg[0]:match("^(.*)/") or "."
local names = dofile(folder .. "/names.lua")

-- Jobs, by the kind of place; a job that is listed twice is twice as common.
local jobs = {
   ward = {"Staff nurse", "Staff nurse", "Staff nurse", "Healthcare assistant",
      "Healthcare assistant", "Ward manager", "Ward clerk", "Consultant, acute medicine",
      "Resident doctor", "Physiotherapist", "Housekeeper", "Nursing associate",
      "Discharge co-ordinator"},
   maternity = {"Midwife", "Midwife", "Midwife", "Maternity support worker",
      "Consultant obstetrician", "Ward clerk", "Sonographer"},
   theatre = {"Operating department practitioner", "Scrub nurse", "Consultant anaesthetist",
      "Consultant surgeon", "Theatre support worker"},
   laboratory = {"Biomedical scientist", "Biomedical scientist", "Phlebotomist",
      "Laboratory assistant", "Radiographer"},
   estates = {"Porter", "Porter", "Domestic assistant", "Domestic assistant", "Catering assistant",
      "Electrician", "Security officer", "Driver"},
   office = {"Administrator", "Administrator", "Business partner", "Analyst", "Team manager",
      "Director", "Apprentice"},
   community = {"Community nurse", "Community nurse", "Health visitor", "Occupational therapist",
      "Speech and language therapist", "Healthcare assistant"},
   practice = {"General practitioner", "General practitioner", "Practice nurse",
      "Receptionist", "Receptionist", "Practice manager", "Clinical pharmacist",
      "Social prescriber", "Physician associate"},
   pharmacy = {"Pharmacist", "Pharmacy technician", "Dispensing assistant", "Delivery driver"},
   university = {"Lecturer", "Lecturer", "Senior lecturer", "Research fellow", "Technician",
      "Student adviser", "Professor", "Administrator"},
   council = {"Social worker", "Social worker", "Support worker", "Public health practitioner",
      "Team manager", "Administrator"},
   bank = {"Bank nurse", "Bank healthcare assistant", "Locum doctor", "Bank porter"},
}

-- The tree of places. Who has no `staff` only holds others; the numbers add up to a thousand.
local partnership = "Aldermere Health and Care Partnership"
local trust = "Aldermere University Hospitals Trust"
local university = "University of Aldermere"
local council = "Aldermere Borough Council"
local places = {
   {name = partnership, kind = "host", domain = "partnership.example", staff = 20,
      jobs = jobs.office},
   {name = trust, kind = "host", parent = partnership, domain = "trust.example"},
   {name = "Emergency Department", parent = trust, staff = 75, jobs = jobs.ward},
   {name = "Intensive Care", parent = trust, staff = 46, jobs = jobs.ward},
   {name = "Ward 2, Respiratory", parent = trust, staff = 33, jobs = jobs.ward},
   {name = "Ward 4, Care of Older People", parent = trust, staff = 40, jobs = jobs.ward},
   {name = "Ward 9, Surgery", parent = trust, staff = 41, jobs = jobs.ward},
   {name = "Children's Ward", parent = trust, staff = 31, jobs = jobs.ward},
   {name = "Maternity", parent = trust, staff = 57, jobs = jobs.maternity},
   {name = "Theatres", parent = trust, staff = 45, jobs = jobs.theatre},
   {name = "Outpatients", parent = trust, staff = 26, jobs = jobs.office},
   {name = "Pathology and Imaging", parent = trust, staff = 36, jobs = jobs.laboratory},
   {name = "Medicines and Pharmacy", parent = trust, staff = 18, jobs = jobs.pharmacy},
   {name = "Estates and Facilities", parent = trust, staff = 62, jobs = jobs.estates},
   {name = "Corporate Services", parent = trust, staff = 41, jobs = jobs.office},
   {name = "Community Nursing", parent = trust, staff = 47, jobs = jobs.community},
   {name = "Talking Therapies", parent = trust, staff = 19, jobs = jobs.community},
   {name = "Ambulance and Transport", parent = trust, staff = 11, jobs = jobs.estates},
   {name = "Aldermere Staff Bank", parent = trust, staff = 38, jobs = jobs.bank},
   {name = university, kind = "host", parent = partnership, domain = "university.example"},
   {name = "School of Health Sciences", parent = university, staff = 41, jobs = jobs.university},
   {name = "School of Engineering", parent = university, staff = 31, jobs = jobs.university},
   {name = "School of Law and Society", parent = university, staff = 21, jobs = jobs.university},
   {name = "Library and Student Services", parent = university, staff = 28, jobs = jobs.office},
   {name = "Halls and Catering", parent = university, staff = 14, jobs = jobs.estates},
   {name = "Mill Lane Surgery", parent = partnership, domain = "mill-lane.practice.example",
      staff = 16, jobs = jobs.practice},
   {name = "The Willows Medical Centre", parent = partnership, domain = "willows.practice.example",
      staff = 13, jobs = jobs.practice},
   {name = "Harbour Road Practice", parent = partnership, domain = "harbour-road.practice.example",
      staff = 11, jobs = jobs.practice},
   {name = "St Brannoc's Surgery", parent = partnership, domain = "st-brannocs.practice.example",
      staff = 9, jobs = jobs.practice},
   {name = "Fennel Street Surgery", parent = partnership, domain = "fennel-street.practice.example",
      staff = 5, jobs = jobs.practice},
   {name = "Cobbler's Hill Practice", parent = partnership,
      domain = "cobblers-hill.practice.example", staff = 7, jobs = jobs.practice},
   {name = "Station Road Surgery", parent = partnership, domain = "station-road.practice.example",
      staff = 4, jobs = jobs.practice},
   {name = "Quayside Pharmacy", parent = partnership, domain = "pharmacy.example",
      staff = 8, jobs = jobs.pharmacy},
   {name = "Market Cross Pharmacy", parent = partnership, domain = "market-cross.pharmacy.example",
      staff = 3, jobs = jobs.pharmacy},
   {name = "Aldermere Hospice", parent = partnership, domain = "hospice.example", staff = 12,
      jobs = jobs.community},
   {name = council, parent = partnership, domain = "council.example"},
   {name = "Adult Social Care", parent = council, staff = 39, jobs = jobs.council},
   {name = "Children's Services", parent = council, staff = 27, jobs = jobs.council},
   {name = "Public Health", parent = council, staff = 16, jobs = jobs.council},
   {name = "Housing and Welfare", parent = council, staff = 9, jobs = jobs.council},
}

-- Chance: a linear congruential generator modulo 2^48 (the one of POSIX's drand48).
local seed = 0x20261121330E

local function chance(most) -- 1..most
   seed = (seed * 0x5DEECE66D + 0xB) & 0xFFFFFFFFFFFF
   return (seed >> 17) % most + 1
end

local function one_of(list)
   return list[chance(#list)]
end

-- Latin letters with marks, and the plain ones that an address has in their place.
local plain = {}
for letters, latin in ([[
   ÁÀÂÄÃĂĄÅĀáàâäãăąåāảạấầ a ÇĆČçćč c ĎĐÐɗďđðƊ d ÉÈÊËĔĘĖĒẸƐéèêëęėēẹễɛě e ĞğĢģ g ÍÎÏİĨíîïıĩìị i
   Ƙƙ k ŁłĽľ l ÑŃŇñńňņ n ÓÒÔÖÕØŐỌƆóòôöõøőọồộỗɔ o Řřŕ r ŚŞȘŠṢśşșšṣ s ŢȚŤţțť t
   ÚÙÛÜŨŮŰỤƯúùûüũůűụūưứ u ỲÝŶŸýŷÿỳỹ y ŹŻŽźżž z Ææ ae Œœ oe ß ss Þþ th]]):gmatch("(%S+)%s+(%S+)") do
   for _, code in utf8.codes(letters) do
      plain[code] = latin
   end
end

-- "Ó Súilleabháin" becomes "osuilleabhain".
local function address_part(name)
   local letters = {}
   for _, code in utf8.codes(name) do
      local letter = plain[code]
      if not letter and code < 128 then
         letter = utf8.char(code):lower():match("[%l%d-]")
      end
      letters[#letters + 1] = letter -- marks, spaces, dots and apostrophes are left out
   end
   return table.concat(letters)
end

local function split(text)
   local found = {}
   for entry in text:gmatch("%s*([^,]+)") do
      entry = entry:gsub("%s+", " ")
      local own, latin = entry:match("^(.-)=(.*)$")
      found[#found + 1] = {own = own or entry, latin = latin or entry}
   end
   return found
end

local drawn = {} -- each list of names as often as its share says
for _, list in ipairs(names) do
   list.given = split(list.given)
   list.family = list.family and split(list.family) or {{own = "", latin = ""}}
   for _ = 1, list.share do
      drawn[#drawn + 1] = list
   end
end

local function quoted(cell)
   return cell:find('[,"\r\n]') and '"' .. cell:gsub('"', '""') .. '"' or cell
end

local function print_row(...)
   local cells = {...}
   for i, cell in ipairs(cells) do
      cells[i] = quoted(cell)
   end
   print(table.concat(cells, ","))
end

local function domain_of(place)
   while not place.domain do
      for _, other in ipairs(places) do
         if other.name == place.parent then
            place = other
            break
         end
      end
   end
   return place.domain
end

local taken = {}

-- A second Sarah Smith of the same domain is sarah.smith2.
local function address_of(given, family, domain)
   local first = address_part(given)
   local last = address_part(family)
   local stem = last == "" and first or first .. "." .. last
   local address = stem .. "@" .. domain
   local number = 1
   while taken[address] do
      number = number + 1
      address = stem .. number .. "@" .. domain
   end
   taken[address] = true
   return address
end

local function print_places()
   print_row("name", "kind", "parent")
   for _, place in ipairs(places) do
      print_row(place.name, place.kind or "employer", place.parent or "")
   end
end

-- A thousand people, each with a post.
local function make_people()
   local posts, people = {}, {}
   for _, place in ipairs(places) do
      for _ = 1, place.staff or 0 do
         table.insert(posts, chance(#posts + 1), place)
      end
   end
   assert(#posts == 1000, #posts .. " posts instead of 1000")
   for number, place in ipairs(posts) do
      local list = one_of(drawn)
      local given = one_of(list.given)
      local script = chance(5) <= 2 and "own" or "latin"
      if chance(12) == 1 then -- a family of two customs
         list = one_of(drawn)
         script = "latin"
      end
      local family = one_of(list.family)
      people[number] = {number = string.format("%08d", 20410000 + number * 7),
         given = given[script], family = family[script], place = place,
         address = address_of(given.latin, family.latin, domain_of(place)),
         job = one_of(place.jobs)}
   end
   return people
end

local function print_staff()
   print_row("external_id", "given_name", "family_name", "work_email", "employer", "job")
   for _, person in ipairs(make_people()) do
      print_row(person.number, person.given, person.family, person.address, person.place.name,
         person.job)
   end
end

-- The networks that people have joined: of a hundred people anywhere, and in some places, so many;
-- of a hundred members, so many allies; and how members wish to be seen, the commoner the oftener.
-- The Global Majority network has only just been opened, and nobody has joined it yet.
local networks = {
   {name = "disabled", share = 6,
      places = {["Corporate Services"] = 40, ["Talking Therapies"] = 60}, allies = 20,
      seen = {"members", "members", "leads", "concealed"}},
   {name = "lgbtq", share = 4, places = {["Emergency Department"] = 18}, allies = 25,
      seen = {"concealed", "concealed", "leads", "members"}},
   {name = "women", share = 1, places = {["School of Health Sciences"] = 60,
      ["School of Engineering"] = 45, ["School of Law and Society"] = 60,
      ["Library and Student Services"] = 50, ["Halls and Catering"] = 40}, allies = 10,
      seen = {"visible", "members", "members", "leads"}},
   {name = "international", share = 5, places = {["Intensive Care"] = 40, Theatres = 35},
      allies = 5, seen = {"members", "members", "visible", "concealed"}},
}

local function print_members()
   print_row("network", "work_email", "kind", "visibility")
   for number, person in ipairs(make_people()) do
      for _, network in ipairs(networks) do
         -- The first person of the staff file is the one whom the tours let join.
         if number > 1 and chance(100) <= (network.places[person.place.name] or network.share) then
            print_row(network.name, person.address,
               chance(100) <= network.allies and "ally" or "member", one_of(network.seen))
         end
      end
   end
end

-- About one in sixteen has given an address of their own beside the one at work.
local function print_contacts()
   local given = {}
   print_row("work_email", "personal_email")
   for number, person in ipairs(make_people()) do
      local own = person.address:gsub("@.*", "@home.example")
      if chance(16) == 1 and number > 1 and not given[own] then
         given[own] = true
         print_row(person.address, own)
      end
   end
end

local print_file = {staff = print_staff, places = print_places, members = print_members,
   contacts = print_contacts}
print_file[arg[1] or "staff"]()
