-- For wrk: asks for the paths of a file in turn, as a browser would, and prints one line of JSON at the end.
-- usage: wrk … -s pixels.lua URL -- FILE

local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        .. "Chrome/142.0.0.0 Safari/537.36"
    wrk.headers["Accept"] = "image/avif,image/webp,image/*,*/*;q=0.8"
    wrk.headers["Accept-Language"] = "nl,en;q=0.8"
    requests = {}
    for path in io.lines(args[1]) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
    -- Each thread begins elsewhere, so that all paths are asked for equally often.
    at = math.floor(number * #requests / 2)
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"answers":%d,"seconds":%.6f,"refused":%d,"broken":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f}\n',
        summary.requests, summary.duration / 1e6, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3
    ))
end
