"""What stands between the network and the app, so that no client can stop it for the others.

door.py has the listening sockets. connection.py is one connection, with a limit on the time that each of the
client's parts may take, and strict.py what it reads. room.py knows all connections, and which have to go when
there are too many. pieces.py sends answers as fast as they are taken, and logs.py writes lines that nobody
waits for.
"""
