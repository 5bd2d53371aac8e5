package wxastore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import javax.net.SocketFactory;

/** Makes sockets that go to the port of the service where they are to go to our hosts. */
final class LeadSockets extends SocketFactory {
    private final Set<String> hosts;
    private final int port;

    LeadSockets(Set<String> hosts, int port) {
        this.hosts = hosts;
        this.port = port;
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress endpoint, int timeout) throws IOException {
                super.connect(led(endpoint), timeout);
            }
        };
    }

    private SocketAddress led(SocketAddress endpoint) {
        if (endpoint instanceof InetSocketAddress) {
            InetSocketAddress to = (InetSocketAddress) endpoint;
            if (to.getPort() == 443 && !to.isUnresolved() && hosts.contains(Lead.normal(to.getHostString()))) {
                return new InetSocketAddress(to.getAddress(), port);
            }
        }
        return endpoint;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(InetAddress.getByName(host), port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    private Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
        Socket socket = createSocket();
        try {
            if (from != null) {
                socket.bind(from);
            }
            socket.connect(to, 0);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
