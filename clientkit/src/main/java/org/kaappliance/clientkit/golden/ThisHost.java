package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.kaappliance.clientkit.text.ByteText;

/** The host that this program runs on. */
final class ThisHost implements GoldenHost {
    private static final Path DEV = Path.of("/dev");
    /** {@code disk/by-id/x} is the deepest. */
    private static final int LINK_DEPTH = 3;

    @Override
    public String output(String... command) throws IOException {
        Path errors = Files.createTempFile("ka-golden", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new Failed(
                        code,
                        String.join(" ", command) + " failed (exit code " + code + "): "
                                + Files.readString(errors, StandardCharsets.ISO_8859_1)
                                        .strip()
                                        .replaceAll("\\s*\\n\\s*", "; "));
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command[0] + " runs", e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    @Override
    public String file(String path) throws IOException {
        return ByteText.read(Path.of(path));
    }

    @Override
    public byte[] start(String device, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(device))) {
            return in.readNBytes(bytes);
        }
    }

    @Override
    public long usedBytes(String mountPoint) throws IOException {
        FileStore store = Files.getFileStore(Path.of(mountPoint));
        return store.getTotalSpace() - store.getUnallocatedSpace();
    }

    @Override
    public Map<String, String> links() throws IOException {
        Map<String, String> links = new HashMap<>();
        try (Stream<Path> all = Files.walk(DEV, LINK_DEPTH)) {
            all.filter(Files::isSymbolicLink).forEach(link -> {
                Path target = link.resolveSibling(read(link)).normalize();
                if (target.startsWith(DEV)) {
                    links.put(
                            DEV.relativize(link).toString(),
                            DEV.relativize(target).toString());
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return links;
    }

    private static Path read(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
