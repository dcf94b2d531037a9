-- The session table: it maps each session to its home, the instance that served it last.
--
-- For each call, the home is passed in a header to Envoy's stateful_session filter, which
-- sends the call there if that instance is healthy. If another instance served the call, the
-- filter adds a header to the response, and the table is updated.
--
-- Memory is bounded by two generations. When the young one holds LIMIT sessions, it replaces
-- the old one. A session in the old one that calls is copied to the young one. So the last
-- LIMIT sessions that called are always known, and never more than twice as many.
-- REMEMBERED_SESSIONS is defined by listener.py.
--
-- The key is a 52-bit hash of the session id, which a Lua number holds exactly. So an entry
-- takes 24 bytes, however long the id is. The factors of the hash are random: nobody can
-- choose an id that collides with the id of another session.

local HOME = "x-session-home"
local CLAIMS = "envoy.filters.http.jwt_authn"
local LIMIT = REMEMBERED_SESSIONS
local PRIME_1, PRIME_2 = 67108859, 67108837

local function random_factor(file)
  local a, b, c = file:read(3):byte(1, 3)
  return 65536 + (a * 65536 + b * 256 + c)
end

local urandom = assert(io.open("/dev/urandom", "rb"))
local FACTOR_1, FACTOR_2 = random_factor(urandom), random_factor(urandom)
urandom:close()

local young, old, count = {}, {}, 0

local function key_of(session_id)
  local byte = string.byte
  local one, two = 1, 1
  for i = 1, #session_id do
    local b = byte(session_id, i)
    one = (one * FACTOR_1 + b) % PRIME_1
    two = (two * FACTOR_2 + b) % PRIME_2
  end
  return one * 67108864 + two
end

local function remember(key, home)
  if young[key] == nil then
    if count == LIMIT then
      old, young, count = young, {}, 0
    end
    count = count + 1
  end
  young[key] = home
end

local function home_of(key)
  local home = young[key]
  if home == nil then
    home = old[key]
    if home ~= nil then
      remember(key, home)
    end
  end
  return home
end

function envoy_on_request(call)
  local headers = call:headers()
  local home = home_of(key_of(headers:get("session-id") or ""))
  if home ~= nil then
    headers:replace(HOME, home)
  else
    headers:remove(HOME)  -- sent by the client
  end
end

function envoy_on_response(call)
  local headers = call:headers()
  local home = headers:get(HOME)
  if home == nil then
    return  -- served by its home
  end
  headers:remove(HOME)
  local status = headers:get("grpc-status")
  if headers:get(":status") == "200" and (status == nil or status == "0") then
    local claims = call:streamInfo():dynamicMetadata():get(CLAIMS).claims
    remember(key_of(claims.session_id), home)
  end
end
