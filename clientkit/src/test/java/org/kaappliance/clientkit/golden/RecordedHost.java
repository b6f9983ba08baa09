package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Says again what a real machine said: sections that begin with {@code @@@@ COMMAND} or {@code @@@@ /a/file}. */
final class RecordedHost implements GoldenHost {
    private final Map<String, String> sections = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    final Map<String, String> links = new HashMap<>();

    /** The recording in the test resources. */
    static RecordedHost of(String resource) {
        try (InputStream in = RecordedHost.class.getResourceAsStream(resource)) {
            return new RecordedHost(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RecordedHost(String text) {
        for (String section : text.split("(?m)^@@@@ ")) {
            int end = section.indexOf('\n');
            if (end > 0) {
                sections.put(section.substring(0, end), section.substring(end + 1));
            }
        }
        sections.getOrDefault("links", "").lines().forEach(line -> {
            int space = line.lastIndexOf(' ');
            links.put(line.substring("/dev/".length(), space), line.replaceFirst(".*/", ""));
        });
    }

    /** Changes what is said. */
    RecordedHost with(String section, String text) {
        sections.put(section, text);
        return this;
    }

    /** Makes a program fail. */
    RecordedHost failing(String command, int exitCode) {
        failures.put(command, exitCode);
        return this;
    }

    String section(String name) {
        return sections.get(name);
    }

    @Override
    public String output(String... command) throws IOException {
        return said(String.join(" ", command));
    }

    @Override
    public String file(String path) throws IOException {
        return said(path);
    }

    private String said(String section) throws IOException {
        if (failures.containsKey(section)) {
            throw new Failed(failures.get(section), section + " failed");
        }
        if (!sections.containsKey(section)) {
            throw new IOException("nothing is recorded of " + section);
        }
        return sections.get(section);
    }

    @Override
    public byte[] start(String device, int bytes) {
        byte[] code = new byte[bytes];
        code[0] = (byte) device.charAt(device.length() - 1);
        return code;
    }

    @Override
    public long usedBytes(String mountPoint) {
        return mountPoint.length() * 1_000_000L;
    }

    @Override
    public Map<String, String> links() {
        return links;
    }
}
