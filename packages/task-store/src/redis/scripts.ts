import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { positionDigits, unlisted } from './record.ts';
import { isScriptUnknown } from './redis-errors.ts';

/** A script that the server runs as one step. */
export interface Script {
  readonly text: string;
  readonly sha: string;
  /** Allowed to users who may only read. */
  readonly onlyReads: boolean;
}

/** Runs a script by its hash; sends the text only to a server that does not know it. */
export async function runScript(
  redis: Redis,
  { text, sha, onlyReads }: Script,
  keys: readonly string[],
  values: readonly (string | number)[],
): Promise<unknown> {
  const suffix = onlyReads ? '_RO' : '';
  try {
    return await redis.call(`EVALSHA${suffix}`, sha, keys.length, ...keys, ...values);
  } catch (error) {
    if (!isScriptUnknown(error)) throw error;
    return redis.call(`EVAL${suffix}`, text, keys.length, ...keys, ...values);
  }
}

function script(text: string, onlyReads = false): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex'), onlyReads };
}

/** The lists that a record is in; and a record's removal from all that names it. `member` is `<tenant>:<id>`. */
const helpers = `
local function lists(prefix, member, status, name)
  local tenant = prefix .. string.match(member, '^[^:]+')
  local found = { tenant, tenant .. ':status:' .. status }
  if name ~= '' then
    found[3] = tenant .. ':name:' .. name
    found[4] = tenant .. ':status:' .. status .. ':name:' .. name
  end
  return found
end

local function head(record)
  local version, position, status, name = string.match(record, '^(%d+) (%S+) (%S+) ([^\\n]*)\\n')
  return { version = version, position = position, status = status, name = name }
end

local function leaveLists(prefix, member, old)
  if old.position == '${unlisted}' then return end
  for _, list in ipairs(lists(prefix, member, old.status, old.name)) do redis.call('ZREM', list, old.position) end
end

local function remove(records, listPrefix, written, member)
  local record = redis.call('GET', records .. member)
  if record then leaveLists(listPrefix, member, head(record)) end
  redis.call('DEL', records .. member)
  redis.call('ZREM', written, member)
end
`;

/**
 * Writes a record over the version that is expected, with all lists, and tells it. Versions are microseconds of the server's clock,
 * or one more than the last: so they grow also when the counter is lost with the rest, and tell when a record was written. A few
 * records that were not written for longer than they are kept are removed on the way: so nothing grows without end.
 *
 * The first command that takes memory is before all others that write: a full server refuses the script there, with nothing done.
 */
export const putScript = script(`${helpers}
local recordKey, writtenKey, versionKey = KEYS[1], KEYS[2], KEYS[3]
local records, listPrefix, member, expected = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local position, status, name, state = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local keepMicroseconds, removedAtOnce, channel = tonumber(ARGV[9]), ARGV[10], ARGV[11]

local stored = redis.call('GET', recordKey)
local old = stored and head(stored) or { version = '0', position = '${unlisted}' }
if old.version ~= expected then return 0 end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local last = tonumber(redis.call('GET', versionKey) or '0')
local version = string.format('%.0f', math.max(now, last + 1))
redis.call('SET', versionKey, version)

local record = version .. ' ' .. position .. ' ' .. status .. ' ' .. name .. '\\n' .. state
redis.call('SET', recordKey, record)
redis.call('ZADD', writtenKey, version, member)
if old.position ~= position or old.status ~= status or old.name ~= name then
  leaveLists(listPrefix, member, old)
  if position ~= '${unlisted}' then
    for _, list in ipairs(lists(listPrefix, member, status, name)) do redis.call('ZADD', list, 0, position) end
  end
end
redis.call('PUBLISH', channel, record)

local expired = string.format('(%.0f', now - keepMicroseconds)
for _, each in ipairs(redis.call('ZRANGE', writtenKey, '-inf', expired, 'BYSCORE', 'LIMIT', 0, removedAtOnce)) do
  remove(records, listPrefix, writtenKey, each)
end
return 1
`);

/** Removes a record and what names it; takes no memory, so it works on a full server. */
export const deleteScript = script(`${helpers}
remove(ARGV[1], ARGV[2], KEYS[1], ARGV[3])
return 1
`);

/** Positions and records of a list that come after a position, in one moment. */
export const listScript = script(
  `
local records, after, count = ARGV[1], ARGV[2], ARGV[3]
local from = after == '' and '+' or '(' .. after
local positions = redis.call('ZRANGE', KEYS[1], from, '-', 'BYLEX', 'REV', 'LIMIT', 0, count)
if #positions == 0 then return { {}, {} } end
local keys = {}
for n, position in ipairs(positions) do keys[n] = records .. string.sub(position, ${positionDigits + 1}) end
return { positions, redis.call('MGET', unpack(keys)) }
`,
  true,
);

/** The last version, and the records that were written after a version, the last one written first. */
export const writtenSinceScript = script(
  `
local records, since, count = ARGV[1], ARGV[2], ARGV[3]
local version = redis.call('GET', KEYS[2]) or '0'
-- The store was lost, and the clock of this one is behind: all of it is new.
if tonumber(version) < tonumber(since) then since = '0' end
local members = redis.call('ZRANGE', KEYS[1], '+inf', '(' .. since, 'BYSCORE', 'REV', 'LIMIT', 0, count)
if #members == 0 then return { version, {} } end
local keys = {}
for n, member in ipairs(members) do keys[n] = records .. member end
return { version, redis.call('MGET', unpack(keys)) }
`,
  true,
);
