package org.kaappliance.dhcp.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Packets of real clients; the table in {@code captures/README.md} says what each is. */
public final class Captures {
    public static final List<Row> ROWS = rows();
    /** Those that are DHCP or BOOTP messages. */
    public static final List<String> NAMES =
            ROWS.stream().filter(Row::isMessage).map(Row::name).toList();

    /** One row, an absent option as empty text; the type is {@code none} for BOOTP. */
    public record Row(
            String name, String type, String mac, String vendorClass, String architectures, String userClass) {
        static Row of(String line) {
            List<String> cells = Arrays.stream(line.split("\\|"))
                    .map(cell -> cell.strip().replace("`", ""))
                    .map(cell -> cell.equals("-") ? "" : cell)
                    .toList();
            return new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5), cells.get(6));
        }

        boolean isMessage() {
            return !type.equals("malformed");
        }
    }

    private Captures() {}

    public static byte[] octets(String name) {
        return HexFormat.of().parseHex(text(name + ".hex").replaceAll("\\s", ""));
    }

    public static DhcpMessage message(String name) {
        return ((Decoded.Message) DhcpCodec.decode(octets(name))).message();
    }

    private static List<Row> rows() {
        return text("README.md")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(Row::of)
                .toList();
    }

    private static String text(String file) {
        try (InputStream in = Captures.class.getResourceAsStream("/captures/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
