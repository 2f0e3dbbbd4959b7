-- Adds the places of places.csv through the kith command, and prints the id of the first.
--
--   lua5.4 places.lua KITH STATE places.csv
--
-- Each call has a key of its own, so a second run after an interruption adds nothing twice.

local kith, state, file = table.unpack(arg)

local function quoted(text)
    return "'" .. text:gsub("'", "'\\''") .. "'"
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

local function add(number, name, kind, parent)
    local command = { quoted(kith), "--state", quoted(state), "--json",
        "--key", "demonstration-place-" .. number,
        "place", "add", "--name", quoted(name), "--kind", kind }
    if parent then
        command[#command + 1] = "--parent " .. parent
    end
    local pipe = assert(io.popen(table.concat(command, " ")))
    local id = pipe:read("a"):match('"place":"(%w+)"')
    pipe:close()
    return assert(id, "the place \"" .. name .. "\" could not be added")
end

local ids, first = {}, nil
local number = 0
for line in io.lines(file) do
    local name, kind, parent = table.unpack(cells(line))
    if number > 0 then
        ids[name] = add(number, name, kind, ids[parent])
        first = first or ids[name]
    end
    number = number + 1
end
print(first)
