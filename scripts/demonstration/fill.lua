-- Fills the demonstration through the kith command: its places, its people with some addresses of
-- their own, its networks with their charters, and the colleagues who have joined them.
--
--   lua5.4 fill.lua KITH STATE
--
-- Each write has a key of its own, so a second run after an interruption does nothing twice. To
-- join is personal: an administrator can do it for somebody only because this is a rehearsal.

local folder = arg[0]:match("^(.*)/") or "."
local program, state = table.unpack(arg)

local function quoted(text)
    return "'" .. text:gsub("'", "'\\''") .. "'"
end

local function command_of(...)
    local words = {quoted(program), "--state", quoted(state)}
    for _, word in ipairs({...}) do
        words[#words + 1] = quoted(word)
    end
    return table.concat(words, " ")
end

-- Runs kith with these words, and gives the id that its reply has under `field`.
local function call(field, ...)
    local command = command_of("--json", ...)
    local pipe = assert(io.popen(command))
    local id = pipe:read("a"):match('"' .. field .. '":"(%w+)"')
    pipe:close()
    return assert(id, "this gave no " .. field .. ": " .. command)
end

-- The cells of one row of CSV without line breaks in cells.
local function cells(line)
    local row, at = {}, 1
    while at <= #line + 1 do
        local cell, after = line:match('^"([^"]*)"()', at)
        if not cell then
            cell, after = line:match("^([^,]*)()", at)
        end
        row[#row + 1] = cell
        at = after + 1
    end
    return row
end

-- Walks the rows of a file below its header, each as a table by column name, with its number.
local function rows(file)
    local lines = io.lines(folder .. "/" .. file)
    local header, number = cells(lines()), 0
    return function()
        local line = lines()
        if not line then
            return nil
        end
        number = number + 1
        local row = {number = number}
        for i, cell in ipairs(cells(line)) do
            row[header[i]] = cell
        end
        return row
    end
end

local places, networks = {}, {}

for row in rows("places.csv") do
    local parent = places[row.parent]
    places[row.name] = call("place", "--key", "demonstration-place-" .. row.number, "place", "add",
        "--name", row.name, "--kind", row.kind, table.unpack(parent and {"--parent", parent} or {}))
end

assert(os.execute(command_of("person", "upsert", "--file", folder .. "/staff.csv")))

for row in rows("networks.csv") do
    local charter = folder .. "/networks/" .. row.folder .. "/charter"
    networks[row.folder] = call("network", "--key", "demonstration-" .. row.folder, "network",
        "open", "--place", places[row.place], "--name", row.name, "--aim", row.aim,
        "--charter", charter .. ".md", "--terms", charter .. ".json")
end

local function find(work_email)
    return call("person", "person", "find", "--work-email", work_email)
end

for row in rows("contacts.csv") do
    call("contact", "--key", "demonstration-contact-" .. row.number, "--as", find(row.work_email),
        "contact", "add", row.personal_email)
end

for row in rows("members.csv") do
    local person = find(row.work_email)
    call("membership", "--key", "demonstration-" .. row.network, "--as", person, "membership",
        "join", networks[row.network], "--kind", row.kind, "--visibility", row.visibility)
end
