package org.kaappliance.relay.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The vectors under {@code src/test/resources/wire}. */
public record WireVectors(List<Vector> vectors) {
    /** @param layout of the structs; "-" where there is but one */
    public record Vector(String name, String layout, byte[] bytes, String meaning) {
        @Override
        public String toString() {
            return name + " " + layout;
        }
    }

    public static WireVectors read(String file) throws IOException {
        try (InputStream in = WireVectors.class.getResourceAsStream("/wire/" + file)) {
            return new WireVectors(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(WireVectors::parse)
                    .toList());
        }
    }

    private static Vector parse(String line) {
        String[] fields = line.split(" \\| ");
        return new Vector(fields[0], fields[1], HexFormat.of().parseHex(fields[2].replace(" ", "")), fields[3]);
    }

    public Stream<Vector> meaning(String start) {
        return vectors.stream().filter(vector -> vector.meaning().startsWith(start));
    }
}
