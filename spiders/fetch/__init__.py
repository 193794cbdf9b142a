"""fetch: one request and its answer, politely and within limits.

request    the only way out                           answer     what an answer's headers say
download   Scrapy's HTTP client behind the guard      guard      private addresses refused
robots     robots.txt, shared by all crawls           limits     sizes and times
browser    pages that need their scripts  proxy      the browser's only way to the network
chromium   whether there is a browser
failures   the words that failures are counted under
"""
