package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.Trust;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** What the options of {@code send} and {@code receive} become. */
class RelayOptionsTest {
    @TempDir
    private Path dir;

    @CommandLine.Command
    private static final class Send {
        @Mixin
        private RelayOptions relay;

        @Mixin
        private SendOptions options;
    }

    @CommandLine.Command
    private static final class Receive {
        @Mixin
        private RelayOptions relay;

        @Mixin
        private ReceiveOptions options;
    }

    private static SendSpec send(String... words) throws IOException {
        Send send = CommandLine.populateCommand(new Send(), words);
        return send.options.spec(send.relay.trust());
    }

    private static ReceiveSpec receive(String... words) throws Exception {
        Receive receive = CommandLine.populateCommand(new Receive(), words);
        return receive.options.spec(receive.relay);
    }

    private static SendSpec sendWith(String options) throws IOException {
        return send(("-s s -n 3 " + options).trim().split(" "));
    }

    @Test
    void a_session_and_a_number_are_enough() throws Exception {
        assertThat(sendWith("--spool none")).isEqualTo(SendSpec.of("s", 3));
    }

    @Test
    void the_originals_options_and_ours_reach_the_session() throws Exception {
        Path spool = dir.resolve("spool");
        SendSpec spec = sendWith("-d 15 -a 2 --wait 5m --floor 0 --max-rate 5MiB --compress zstd:7 --keep-memory 1GiB"
                + " --spool-size 2GiB --spool " + spool);
        assertThat(spec.chain())
                .isEqualTo(ChainTerms.STANDARD.withArity(2).withFloor(0).withStagger(Duration.ofMillis(1500)));
        assertThat(spec.joinWait()).isEqualTo(Duration.ofMinutes(5));
        assertThat(spec.maxBytesPerSecond()).isEqualTo(OptionalLong.of(5 << 20));
        assertThat(spec.compression()).isEqualTo(new Compression(7));
        assertThat(spec.keep().memory()).isEqualTo(ByteSize.ofMebibytes(1024));
        assertThat(spec.keep().spool()).contains(new Keep.Spool(spool, ByteSize.ofMebibytes(2048)));
    }

    @Test
    void a_key_file_closes_the_session_and_encryption_needs_it() throws Exception {
        Path key = Files.writeString(dir.resolve("key"), "sixteen bytes at least\n");
        assertThat(sendWith("--key-file " + key).trust().cipher()).isEqualTo(Trust.Cipher.NONE);
        Trust trust = sendWith("--encrypt --key-file " + key).trust();
        assertThat(trust.cipher()).isEqualTo(Trust.Cipher.AES_GCM);
        assertThat(new String(trust.key().orElseThrow().secret())).isEqualTo("sixteen bytes at least");
        assertThat(sendWith("--allow-legacy").trust().legacy()).isEqualTo(Trust.Legacy.ALLOWED);
        assertThatThrownBy(() -> sendWith("--allow-legacy --key-file " + key)).isInstanceOf(UsageException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "-n 0, at least one node",
        "--wait 5x, --wait",
        "-a 17, arity",
        "-d -1, stagger",
        "--floor 101, floor",
        "--max-rate fast, --max-rate",
        "--compress gzip, zstd",
        "--keep-memory much, --keep-memory",
        "--spool none --spool-size 1GiB, --spool none",
        "--encrypt, key"
    })
    void a_value_that_cannot_be_is_a_usage_error_that_says_which(String words, String expected) {
        assertThatThrownBy(() -> send(("-s s " + (words.startsWith("-n") ? "" : "-n 1 ") + words).split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void a_receiver_with_a_host_alone_asks_for_its_only_session_from_the_address_that_reaches_it() throws Exception {
        ReceiveSpec spec = receive("-h", "127.0.0.1");
        assertThat(spec.session()).isEqualTo(ReceiveSpec.ANY_SESSION);
        assertThat(spec.server()).contains(Ipv4Subnet.address("127.0.0.1"));
        assertThat(spec.local().isLoopbackAddress()).isTrue();
        assertThat(spec.nodeId()).isEqualTo(spec.local().getHostAddress());
        assertThat(spec.dataPort()).isZero();
    }

    @Test
    void the_options_of_a_receiver_reach_its_session() throws Exception {
        ReceiveSpec spec =
                receive(("-s s -h 127.0.0.1 -w -p 1111 -P 2222 --group 239.1.2.3 --name n7 --hint rack4 --window 32MiB")
                        .split(" "));
        assertThat(spec.barrier()).isEqualTo(ReceiveSpec.Barrier.ALL_DONE);
        assertThat(spec.ports().control()).isEqualTo(1111);
        assertThat(spec.ports().group()).isEqualTo(Ipv4Subnet.address("239.1.2.3"));
        assertThat(spec.dataPort()).isEqualTo(2222);
        assertThat(spec.nodeId()).isEqualTo("n7");
        assertThat(spec.hint()).isEqualTo("rack4");
        assertThat(spec.window()).isEqualTo(ByteSize.ofMebibytes(32));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--json",
                "-s s -h 127.0.0.1 -p 99999",
                "-s s -h 127.0.0.1 --group 10.0.0.1",
                "-s s -h 127.0.0.1 --window 1MiB"
            })
    void a_receiver_that_cannot_be_is_a_usage_error(String words) {
        assertThatThrownBy(() -> receive(words.split(" "))).isInstanceOf(UsageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-g -w", "-g -e cat", "-g -o /dev/null"})
    void go_alone_takes_no_stream(String words) {
        ReceiveCommand command =
                CommandLine.populateCommand(new ReceiveCommand(), ("-s s -h 127.0.0.1 " + words).split(" "));
        assertThatThrownBy(command::call).isInstanceOf(UsageException.class).hasMessageContaining("-g takes no stream");
    }

    @Test
    void a_receiver_without_a_key_says_that_the_session_is_open_even_when_it_is_quiet() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            CommandLine.populateCommand(
                            new ReceiveCommand(),
                            "-s",
                            "s",
                            "-h",
                            "127.0.0.1",
                            "-o",
                            dir.resolve("out").toString(),
                            "--quiet")
                    .call();
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("the session is open to everybody");
    }

    @Test
    void an_unknown_host_is_named() {
        assertThatThrownBy(() -> receive("-h", "no-such-host.invalid")).hasMessageContaining("no-such-host.invalid");
    }
}
