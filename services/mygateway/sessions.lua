-- The session table: which instance each session is at, its home.
--
-- A call of a session that has a home names it in a header, and Envoy's stateful_session
-- filter sends the call there while the instance lives. Where the call was served by another
-- instance, that filter says so in the response, and the session has a new home.
--
-- Two tables bound the memory. When the young one is full, it becomes the old one and the old
-- one is forgotten; a session that calls is put into the young one again. So those that have
-- called since the last LIMIT others did are known, and never more than twice as many. The
-- gateway says before this text how many those are.
--
-- The key is a hash of the session id: 52 bits, which a number of Lua holds exactly, so that
-- an entry takes 24 bytes however long the id is. The factors are random, so that nobody can
-- choose an id that shares the entry of another session.

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
    headers:remove(HOME)  -- a client's own
  end
end

function envoy_on_response(call)
  local headers = call:headers()
  local home = headers:get(HOME)
  if home == nil then
    return  -- it is where it was
  end
  headers:remove(HOME)
  local status = headers:get("grpc-status")
  if headers:get(":status") == "200" and (status == nil or status == "0") then
    local claims = call:streamInfo():dynamicMetadata():get(CLAIMS).claims
    remember(key_of(claims.session_id), home)
  end
end
