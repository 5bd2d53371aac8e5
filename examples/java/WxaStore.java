import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts wxastore for tests, on free ports and in a folder of its own, and ends it.
 *
 * <pre>
 * static WxaStore store;
 * &#64;BeforeAll static void start() throws Exception { store = WxaStore.start(); }
 * &#64;AfterAll static void stop() { store.close(); }
 * </pre>
 *
 * The program is WXASTORE_BIN, or wxastore on the PATH. Java 17, no library.
 */
public final class WxaStore implements AutoCloseable {
    /** The account of --demo, whose secret everybody knows. */
    public static final String APPID = "wx0123456789abcdef";
    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** Answers as api.weixin.qq.com does. */
    public final String api;
    public final String console;
    private final Process process;
    private final Path folder;

    private WxaStore(Process process, Path folder, Map<String, String> found) {
        this.process = process;
        this.folder = folder;
        this.api = found.get("api");
        this.console = found.get("console");
    }

    public static WxaStore start(String... arguments) throws IOException {
        Path folder = Files.createTempDirectory("wxastore");
        String program = System.getenv().getOrDefault("WXASTORE_BIN", "wxastore");
        List<String> command = new ArrayList<>(List.of(program, "serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0",
                "--data", folder.resolve("data").toString(), "--log-level", "warn"));
        command.addAll(arguments.length == 0 ? List.of("--demo") : List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Map<String, String> found = new HashMap<>();
        BufferedReader lines = process.inputReader();
        for (String line; !found.containsKey("data") && (line = lines.readLine()) != null; ) {
            String[] parts = line.split(" +", 2);
            found.put(parts[0], parts.length > 1 ? parts[1].trim() : "");
        }
        WxaStore store = new WxaStore(process, folder, found);
        if (store.api == null || store.console == null) {
            store.close();
            throw new IOException("wxastore did not start: its log says why");
        }
        return store;
    }

    @Override
    public void close() {
        process.destroy(); // SIGTERM
        try {
            process.waitFor();
            try (var paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An example, and the test of this file. */
    public static void main(String[] args) throws Exception {
        try (WxaStore store = WxaStore.start()) {
            String body = "{\"grant_type\":\"client_credential\",\"appid\":\"" + APPID + "\",\"secret\":\"" + SECRET + "\"}";
            HttpResponse<String> answer = HttpClient.newHttpClient().send(
                    HttpRequest.newBuilder(URI.create(store.api + "/cgi-bin/stable_token")).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
            System.out.println("token of " + answer.body().replaceAll(".*\"expires_in\":(\\d+).*", "$1") + " seconds");
        }
    }
}
