package org.kaappliance.dhcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class CaptureTest {

    public static List<Captures.Row> rows() {
        return Captures.ROWS;
    }

    @ParameterizedTest
    @MethodSource("rows")
    public void each_capture_is_what_its_row_says(Captures.Row row) {
        Decoded decoded = DhcpCodec.decode(Captures.octets(row.name()));
        if (!row.isMessage()) {
            assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
            return;
        }
        DhcpMessage message = ((Decoded.Message) decoded).message();
        DhcpOptions options = message.options();
        assertThat(message.op()).isEqualTo(DhcpMessage.BOOTREQUEST);
        assertThat(message.htype()).isEqualTo(DhcpMessage.ETHERNET);
        assertThat(message.type().map(Enum::name).orElse("none")).isEqualTo(row.type());
        assertThat(message.chaddr()).hasToString(row.mac());
        assertThat(options.text(OptionCode.VENDOR_CLASS).orElse("")).isEqualTo(row.vendorClass());
        assertThat(architectures(options)).isEqualTo(row.architectures());
        assertThat(options.text(OptionCode.USER_CLASS).orElse("")).isEqualTo(row.userClass());
        assertThat(options.has(OptionCode.IPXE)).isEqualTo(row.userClass().equals("iPXE"));
    }

    private static String architectures(DhcpOptions options) {
        byte[] list = options.bytes(OptionCode.ARCHITECTURE).orElse(new byte[0]);
        return IntStream.range(0, list.length / 2)
                .mapToObj(i -> String.valueOf((list[2 * i] & 0xff) << 8 | list[2 * i + 1] & 0xff))
                .collect(Collectors.joining(" "));
    }

    @Test
    public void a_relayed_request_names_the_relay_and_the_circuit() {
        DhcpMessage message = Captures.message("relayed-discover");
        assertThat(message.giaddr().getHostAddress()).isEqualTo("10.89.0.1");
        assertThat(message.hops()).isEqualTo(1);
        assertThat(message.options().bytes(OptionCode.RELAY_AGENT)).contains(new byte[] {1, 4, 's', 'u', 'b', '0'});
    }

    @Test
    public void every_file_has_a_row() throws Exception {
        Path directory = Path.of(Objects.requireNonNull(CaptureTest.class.getResource("/captures"))
                .toURI());
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".hex")))
                    .containsExactlyInAnyOrderElementsOf(Captures.ROWS.stream()
                            .map(row -> row.name() + ".hex")
                            .toList());
        }
    }
}
