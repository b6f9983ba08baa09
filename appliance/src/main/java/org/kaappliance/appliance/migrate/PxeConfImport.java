package org.kaappliance.appliance.migrate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.config.DhcpSettings.PxeService;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.ValueRules;

/** A pxe.conf of the {@code pxe} daemon, lines of {@code key=value}, as settings of ours. */
public final class PxeConfImport {
    private static final int SERVICE_FIELDS = 5;
    private static final int LONGEST_PROMPT_SECONDS = 254;

    private final Findings findings = new Findings();
    private final Map<String, String> top = new LinkedHashMap<>();
    private final Map<String, String> dhcp = new LinkedHashMap<>();
    private final Map<String, String> menu = new LinkedHashMap<>();
    private final RomServices services = new RomServices();
    private final Map<String, Line> lines;

    private record Line(int number, String key, String value) {}

    private PxeConfImport(Map<String, Line> lines) {
        this.lines = lines;
    }

    /**
     * Converts the text of one file.
     *
     * @param name of the file, for the comments
     * @throws ImportSyntaxException when a line is neither empty, a comment nor {@code key=value}
     */
    public static Import convert(String name, String text) throws ImportSyntaxException {
        List<Line> all = lines(text);
        Map<String, Line> last = new LinkedHashMap<>();
        all.forEach(line -> last.put(line.key(), line));
        PxeConfImport conversion = new PxeConfImport(last);
        all.sort(Comparator.comparing(
                line -> line.key().equals("service"))); // the prompt has its share of the menu's room
        for (Line line : all) {
            try {
                conversion.read(line);
            } catch (NotCarried e) {
                conversion.findings.lost(e.line(), line.key() + "=" + line.value() + ": " + e.getMessage());
            }
        }
        List<Finding> findings = conversion.findings.inOrder();
        return new Import(conversion.write(name, findings), findings);
    }

    private static List<Line> lines(String text) throws ImportSyntaxException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String raw : text.split("\\R", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new ImportSyntaxException(
                        new Token(Token.Kind.WORD, line, number, raw.indexOf(line.charAt(0)) + 1),
                        "expected key=value");
            }
            String key = line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            lines.add(new Line(number, key, line.substring(equals + 1).strip()));
        }
        return lines;
    }

    private void read(Line line) {
        switch (line.key()) {
            case "interface" -> top.put("interface", quoted(ValueRules::interfaceName, line));
            case "default_address" -> top.put("address", address(line));
            case "multicast_address" -> multicast(line);
            case "mtftp_address" -> bootServer(line);
            case "mtftp_client_port", "mtftp_server_port" -> replaced(line, "boot files go by unicast TFTP here");
            case "listen_port" -> listenPort(line);
            case "use_multicast" -> yes(line);
            case "use_broadcast" -> replaced(line, "broadcasts are answered as dhcp.mode says");
            case "prompt" -> prompt(line);
            case "prompt_timeout" -> timeout(line);
            case "service" -> service(line);
            case "tftpdbase" -> {
                // read with the services
            }
            case "domain" -> {
                if (!line.value().isEmpty()) {
                    dhcp.put("domain-name", quoted(ValueRules::domainName, line));
                }
            }
            default -> throw new NotCarried(line.number(), "not known here");
        }
    }

    private void replaced(Line line, String text) {
        findings.replaced(line.number(), line.key() + "=" + line.value() + ": " + text);
    }

    private static String quoted(Function<String, ?> rule, Line line) {
        return Hocon.quoted(Rule.value(line.number(), rule, line.value()));
    }

    private void prompt(Line line) {
        String text = Rule.value(line.number(), ValueRules::oneLine, line.value());
        menu.put("prompt", Hocon.quoted(text));
        services.prompt(text);
    }

    private static String address(Line line) {
        if (!Rule.fits(Ipv4Subnet::address, line.value())) {
            throw new NotCarried(line.number(), Places.noAddress(line.value()));
        }
        return Ipv4Subnet.address(line.value()).getHostAddress();
    }

    private void multicast(Line line) {
        Line use = lines.get("use_multicast");
        if (use != null && yes(use)) {
            String group = address(line);
            menu.put("multicast-group", Rule.value(line.number(), ValueRules::group, group));
        }
    }

    private void bootServer(Line line) {
        String server = address(line);
        Line own = lines.get("default_address");
        if (Ipv4Subnet.address(server).isMulticastAddress()) {
            replaced(line, "boot files go by unicast TFTP here");
        } else if (own == null || !own.value().equals(server)) {
            dhcp.put("boot-server", server);
        }
    }

    private void listenPort(Line line) {
        if (number(line) != 4011) {
            throw new NotCarried(line.number(), "the boot server listens on port 4011, where ROMs ask");
        }
    }

    private static boolean yes(Line line) {
        return number(line) != 0;
    }

    private void timeout(Line line) {
        int seconds = number(line);
        menu.put("timeout", Math.min(seconds, LONGEST_PROMPT_SECONDS) + " seconds");
        if (seconds > LONGEST_PROMPT_SECONDS) {
            replaced(line, LONGEST_PROMPT_SECONDS + " seconds is the longest here");
        }
    }

    private static int number(Line line) {
        if (!line.value().matches("\\d{1,6}")) {
            throw new NotCarried(line.number(), line.value() + " is no number");
        }
        return Integer.parseInt(line.value());
    }

    /** {@code CSA,first layer,last layer,basename,item}; the daemon named the files {@code CSA/basename/basename.layer}. */
    private void service(Line line) {
        String[] field = line.value().split(",", SERVICE_FIELDS);
        if (field.length < SERVICE_FIELDS) {
            throw new NotCarried(line.number(), "expected CSA,first layer,last layer,basename,item");
        }
        String csa = field[0].strip();
        String firmware = FirmwareKinds.ofCsa(csa)
                .orElseThrow(() -> new NotCarried(line.number(), csa + " is no client system architecture"));
        int first = number(new Line(line.number(), line.key(), field[1].strip()));
        int last = number(new Line(line.number(), line.key(), field[2].strip()));
        if (first != 0 || last > 255) {
            throw new NotCarried(line.number(), "layers go from 0 to at most 255 here");
        }
        String base = field[3].strip();
        Optional<String> file = base.equals("local")
                ? Optional.empty()
                : Optional.of(
                        Rule.value(line.number(), ValueRules::bootFile, directory() + csa + "/" + base + "/" + base));
        String item = Rule.value(line.number(), ValueRules::oneLine, field[4].strip());
        services.add(line.number(), new PxeService("", firmware, item, file, file.isEmpty() ? -1 : last));
    }

    /** Before the names of boot files; empty for the root. */
    private String directory() {
        Line base = lines.get("tftpdbase");
        String path = base == null ? "" : base.value().replaceAll("^/+|/+$", "");
        return path.isEmpty() ? "" : path + "/";
    }

    private String write(String name, List<Finding> found) {
        HoconWriter out = new HoconWriter();
        out.head(name, found);
        out.pairs(top);
        out.section("dhcp", () -> {
            out.pairs(dhcp);
            out.section("pxe-menu", () -> {
                out.pairs(menu);
                services.write(out);
            });
        });
        return out.text();
    }
}
