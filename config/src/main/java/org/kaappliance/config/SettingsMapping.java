package org.kaappliance.config;

import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.kaappliance.config.Settings.BootProgramPlaces;

/** Which key becomes which component, with its type and range. */
final class SettingsMapping {
    private static final Inet4Address GROUP_STAND_IN = Ipv4Subnet.address("239.255.75.65");

    private static final Duration MIN_STAY = Duration.ofSeconds(1);
    private static final Duration MAX_STAY = Duration.ofDays(365);

    private final SettingsReader reader;
    private final Collection<SettingsProblem> problems;

    SettingsMapping(SettingsReader reader, Collection<SettingsProblem> problems) {
        this.reader = reader;
        this.problems = problems;
    }

    Settings settings() {
        List<Settings.Machine> machines = new MachineReader(problems).read(reader.objects("machines"));
        return new Settings(
                reader.unless("none", "interface", ValueRules::interfaceName),
                reader.unless("auto", "address", Ipv4Subnet::address),
                new DhcpReader(reader, problems).read(),
                machines,
                new GroupReader(reader).read(machines),
                tftp(),
                http(),
                new MenuReader(reader, problems).read(),
                kit(),
                cloning(),
                stage1(),
                relay(),
                new Settings.Report(reader.port("report.port")),
                new Settings.State(reader.path("state.directory")),
                new Settings.Control(reader.path("control.socket")));
    }

    private Settings.Tftp tftp() {
        int port = reader.port("tftp.port");
        return new Settings.Tftp(
                port,
                reader.unless("any", "tftp.transfer-ports", text -> transferPorts(text, port)),
                reader.duration("tftp.timeout", Duration.ofMillis(100), Duration.ofSeconds(60)),
                reader.number("tftp.retries", 1, 100),
                new Settings.TftpOptions(
                        reader.number("tftp.max-block-size", 512, 65464),
                        new OptionRefusalReader(problems).read(reader.objects("tftp.refuse-options")),
                        reader.number("tftp.max-window-size", 1, 64)),
                new Settings.TftpLimits(
                        reader.number("tftp.max-transfers", 16, 16384),
                        reader.number("tftp.max-transfers-per-address", 4, 16384)),
                reader.unless("none", "tftp.root", SettingsReader::absolute));
    }

    private Settings.Http http() {
        return reader.unless("auto", "http.port", text -> SettingsReader.wholeNumber(text, 0, 65535))
                .map(port -> new Settings.Http(port, true))
                .orElse(new Settings.Http(80, false));
    }

    private static PortRange transferPorts(String text, int requestPort) {
        return text.equals("request-port") ? new PortRange(requestPort, requestPort) : PortRange.parse(text);
    }

    private Settings.Clone cloning() {
        return new Settings.Clone(
                reader.read("clone.boot-loader", "", text -> text),
                reader.list("clone.exclude", SettingsMapping::directory),
                reader.list("clone.exclude-drives", text -> text.replaceFirst("^/dev/", "")),
                reader.number("clone.retries", 0, 100),
                new DiskReader(reader).ofAll(),
                new Settings.LuksKeyFiles(
                        reader.unless("none", "clone.luks-key", SettingsReader::absolute),
                        reader.texts("clone.luks-keys", SettingsReader::absolute)),
                reader.unless("none", "clone.source-key", SettingsReader::absolute),
                new Settings.CloneEnd(
                        reader.unless("none", "clone.hooks-directory", SettingsReader::absolute),
                        reader.duration("clone.hook-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                        reader.read("clone.initramfs", "auto", SettingsMapping::initramfs)));
    }

    private Settings.Stage1 stage1() {
        return new Settings.Stage1(
                reader.flag("stage1.exec"),
                reader.unless("forever", "stage1.stay", text -> DurationText.parse(text, MIN_STAY, MAX_STAY))
                        .orElse(Duration.ZERO),
                reader.flag("stage1.shell"),
                reader.unless("none", "stage1.vlan", text -> SettingsReader.wholeNumber(text, 1, 4094))
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty));
    }

    private static String directory(String text) {
        if (!text.startsWith("/") || text.equals("/")) {
            throw new IllegalArgumentException("expected an absolute path below /, found \"" + text + '"');
        }
        return text;
    }

    private Settings.Kit kit() {
        return new Settings.Kit(
                reader.path("kit.directory"),
                reader.unless("auto", "kit.kernel", SettingsReader::absolute),
                reader.unless("auto", "kit.modules", SettingsReader::absolute),
                reader.unless("host", "kit.from", SettingsReader::absolute),
                bootProgramPlaces());
    }

    /** Paths, and the word {@code auto}. */
    private BootProgramPlaces bootProgramPlaces() {
        List<Optional<Path>> places = reader.list(
                "kit.boot-program-directories",
                text -> text.equals("auto") ? Optional.empty() : Optional.of(SettingsReader.absolute(text)));
        return new BootProgramPlaces(
                places.stream().flatMap(Optional::stream).toList(),
                places.contains(Optional.<Path>empty())
                        ? BootProgramPlaces.Distribution.SEARCHED
                        : BootProgramPlaces.Distribution.NOT_SEARCHED);
    }

    private static String initramfs(String text) {
        if (!text.matches("auto|always|never")) {
            throw new IllegalArgumentException("is auto, always or never, found \"" + text + '"');
        }
        return text;
    }

    private Settings.Relay relay() {
        int discovery = reader.port("relay.discovery-port");
        int reply = reader.port("relay.reply-port");
        int control = reader.port("relay.control-port");
        int data = reader.port("relay.data-port");
        return new Settings.Relay(
                discovery,
                reply,
                control,
                data,
                reader.read("relay.multicast-group", GROUP_STAND_IN, ValueRules::group),
                reader.size("relay.replay-window", ByteSize.ofMebibytes(16), ByteSize.ofMebibytes(1024)),
                reader.duration("relay.node-wait", Duration.ofSeconds(1), Duration.ofHours(24)),
                maxRate(),
                relayChain(),
                reader.flag("relay.encrypt"),
                relayKeep(),
                reader.read("relay.compression", "none", SettingsMapping::compression));
    }

    private Settings.RelayKeep relayKeep() {
        return new Settings.RelayKeep(
                reader.size("relay.keep-memory", ByteSize.ofMebibytes(0), ByteSize.ofMebibytes(4 << 10)),
                reader.unless("auto", "relay.spool-directory", SettingsReader::absolute),
                reader.size("relay.spool-size", ByteSize.ofMebibytes(0), ByteSize.ofMebibytes(16 << 20)));
    }

    private Settings.RelayChain relayChain() {
        Duration suspicion = reader.duration("relay.suspicion", Duration.ofMillis(100), Duration.ofMinutes(5));
        return new Settings.RelayChain(
                reader.number("relay.arity", 1, 16),
                reader.number("relay.floor", 0, 100),
                suspicion,
                reader.duration("relay.patience", suspicion, Duration.ofMinutes(30)));
    }

    private OptionalLong maxRate() {
        return reader.unless("unlimited", "relay.max-rate", SettingsMapping::rate)
                .map(rate -> OptionalLong.of(rate.bytes()))
                .orElseGet(OptionalLong::empty);
    }

    private static String compression(String text) {
        if (!text.matches("none|zstd(:([1-9]|1[0-9]))?")) {
            throw new IllegalArgumentException(
                    "is none, zstd or zstd:LEVEL with a level of 1 to 19, found \"" + text + '"');
        }
        return text;
    }

    static String serial(String text) {
        if (!text.isEmpty() && !text.matches("\\d+( \\d+( 0x[0-9a-fA-F]+)?)?")) {
            throw new IllegalArgumentException("expected port and speed, e.g. \"0 115200\", found \"" + text + '"');
        }
        return text;
    }

    private static ByteSize rate(String text) {
        ByteSize rate = SettingsReader.sizeWithUnit(text);
        if (rate.bytes() < 1024) {
            throw new IllegalArgumentException("is 1KiB a second or more, found \"" + text + '"');
        }
        return rate;
    }
}
