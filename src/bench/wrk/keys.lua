-- Sends the keys of a file, the one argument, in turn; each thread begins at another place of it.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  requests = {}
  for key in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", nil, { ["X-API-Key"] = key })
  end
  at = number * 50021 % #requests
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary)
  local errors = summary.errors
  io.write(string.format("answered %d %d %d\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
