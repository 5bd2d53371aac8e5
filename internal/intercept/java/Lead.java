package wxastore;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.SocketFactory;

/**
 * The agent that wxastore run gives to every Java. Java's own clients read the
 * properties of a proxy. Others look our hosts up: Apache HttpClient 4 makes its
 * sockets with the default factory and is led to the service there; all the rest
 * is told why it cannot reach them.
 */
public final class Lead implements InvocationHandler {
    private static final String LED = "org.apache.http.impl.conn.DefaultHttpClientConnectionOperator";

    private final Object plain;
    private final Set<String> hosts;
    private final byte[] service;

    private Lead(Object plain, Set<String> hosts, byte[] service) {
        this.plain = plain;
        this.hosts = hosts;
        this.service = service;
    }

    /** Begins with ADDRESS:PORT of the service and our hosts, joined with commas. */
    public static void premain(String arguments, Instrumentation instrumentation) throws Exception {
        List<String> parts = Arrays.asList(arguments.split(","));
        int colon = parts.get(0).lastIndexOf(':');
        byte[] service = InetAddress.getByName(parts.get(0).substring(0, colon)).getAddress();
        int port = Integer.parseInt(parts.get(0).substring(colon + 1));
        Set<String> hosts = new HashSet<>(parts.subList(1, parts.size()));
        try {
            open(instrumentation);
            // A refusal is the client's, not the name's: the next client may go on.
            Security.setProperty("networkaddress.cache.negative.ttl", "0");
            resolve(hosts, service);
            field(SocketFactory.class, "theFactory").set(null, new LeadSockets(hosts, port));
        } catch (Exception e) {
            System.err.println("wxastore run does not know how this Java looks names up, and would not keep it from the real Weixin. Unset JAVA_TOOL_OPTIONS to run it all the same.");
            throw e;
        }
    }

    /** Opens the packages that hold the resolver and the factory; Java 8 has no such doors. */
    private static void open(Instrumentation instrumentation) throws Exception {
        Class<?> module;
        try {
            module = Class.forName("java.lang.Module");
        } catch (ClassNotFoundException e) {
            return;
        }
        Method of = Class.class.getMethod("getModule");
        Set<Object> own = Collections.singleton(of.invoke(Lead.class));
        Map<String, Set<Object>> opens = new HashMap<>();
        opens.put("java.net", own);
        opens.put("javax.net", own);
        Instrumentation.class.getMethod("redefineModule", module, Set.class, Map.class, Map.class, Set.class, Map.class)
            .invoke(instrumentation, of.invoke(Object.class), Collections.emptySet(), Collections.emptyMap(), opens, Collections.emptySet(), Collections.emptyMap());
    }

    /** Stands before what looks names up: one of three, by the age of Java. */
    @SuppressWarnings("unchecked")
    private static void resolve(Set<String> hosts, byte[] service) throws Exception {
        try { // 18 and later
            Field resolver = field(InetAddress.class, "resolver");
            Method first = InetAddress.class.getDeclaredMethod("resolver");
            first.setAccessible(true);
            resolver.set(null, before(first.invoke(null), resolver.getType(), hosts, service));
            return;
        } catch (NoSuchFieldException e) {
            // older
        }
        try { // 9 to 17
            Field one = field(InetAddress.class, "nameService");
            one.set(null, before(one.get(null), one.getType(), hosts, service));
        } catch (NoSuchFieldException e) { // 8
            Class<?> type = Class.forName("sun.net.spi.nameservice.NameService");
            List<Object> all = (List<Object>) field(InetAddress.class, "nameServices").get(null);
            for (int i = 0; i < all.size(); i++) {
                all.set(i, before(all.get(i), type, hosts, service));
            }
        }
    }

    private static Object before(Object plain, Class<?> type, Set<String> hosts, byte[] service) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Lead(plain, hosts, service));
    }

    private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (arguments != null && arguments[0] instanceof String && hosts.contains(normal((String) arguments[0]))) {
            InetAddress[] found = {InetAddress.getByAddress(led((String) arguments[0]), service)};
            return method.getReturnType() == Stream.class ? Stream.of(found) : found;
        }
        method.setAccessible(true);
        try {
            return method.invoke(plain, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Returns the host if who looks it up goes on through the default factory. */
    private static String led(String host) throws UnknownHostException {
        boolean hidden = false; // an InetSocketAddress keeps no reason
        for (StackTraceElement caller : new Throwable().getStackTrace()) {
            hidden |= caller.getClassName().equals("java.net.InetSocketAddress");
            if (caller.getClassName().equals(LED)) {
                return host;
            }
        }
        String why = host + ": this client reads no proxy settings of Java, and wxastore run keeps it from the real Weixin. Give it the proxy "
            + System.getProperty("https.proxyHost") + ":" + System.getProperty("https.proxyPort") + ", or the address of the service instead of https://" + host;
        if (hidden) {
            System.err.println(why);
        }
        throw new UnknownHostException(why);
    }

    static String normal(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
