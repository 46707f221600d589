"""The endpoint: SPARQL 1.1 over HTTP, from processes that can be ended.

server       the socket, signals, limits on what a connection may send
app          one match of path and method, and the only place where errors become replies
protocol, graphs, library, description
             what each address answers
pool, worker the processes that evaluate; `task` is what is asked of them
"""
