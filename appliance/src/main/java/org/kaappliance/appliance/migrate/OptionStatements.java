package org.kaappliance.appliance.migrate;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.config.ValueRules;
import org.kaappliance.dhcp.option.OptionReader;
import org.kaappliance.dhcp.option.OptionType;

/** Reads {@code option NAME VALUE, ...} into a level: into a setting of its own where there is one, else into the options. */
final class OptionStatements {
    /** Options of pairs of addresses, which are written as octets. */
    private static final Map<String, Integer> PAIRS = Map.of("policy-filter", 21, "static-routes", 33);

    private final OptionSpaces spaces;
    private final Findings findings;

    OptionStatements(OptionSpaces spaces, Findings findings) {
        this.spaces = spaces;
        this.findings = findings;
    }

    /** @param subnet in which the level stands; empty outside of one */
    void read(Statement statement, Level level, Optional<Ipv4Subnet> subnet) {
        Words words = statement.words();
        String name = words.lower();
        if (words.takeIf("=")) {
            throw new NotCarried(statement.line(), "the value is an expression");
        }
        Optional<OptionSpaces.Definition> own = spaces.definition(name);
        if (own.isPresent()) {
            defined(statement, name, own.get(), level);
        } else if (name.contains(".")) {
            throw new NotCarried(statement.line(), "the file does not define " + name);
        } else {
            standard(statement, name, level, subnet);
        }
    }

    private void defined(Statement statement, String name, OptionSpaces.Definition definition, Level level) {
        Words words = statement.words();
        words.take();
        int dot = name.indexOf('.');
        Optional<String> number = dot < 0
                ? Optional.of(String.valueOf(definition.code()))
                : spaces.number(name.substring(0, dot), definition.code());
        if (number.isEmpty()) {
            findings.replaced(statement, "dhcpd does not send this option space either");
        } else if (number.get().matches("43\\.[1-5]")) {
            mtftp(statement, words, number.get());
        } else {
            option(statement.line(), level, number.get(), definition.type().values(words));
        }
    }

    /**
     * The seed sent {@code mtftp-ip 0.0.0.0} so that ROMs saw a PXE server; today it would make them ask for a boot server
     * first, so discovery control says instead that the file is in the answer.
     */
    private void mtftp(Statement statement, Words words, String number) {
        if (number.equals("43.1") && words.word().equals("0.0.0.0")) {
            findings.replaced(
                    statement, "the appliance sends discovery control 8 (43.6) instead, or its menu when there is one");
        } else {
            throw new NotCarried(statement.line(), "there is no multicast TFTP here");
        }
    }

    private void standard(Statement statement, String name, Level level, Optional<Ipv4Subnet> subnet) {
        Words words = statement.words();
        words.take();
        switch (name) {
            case "subnet-mask" -> subnetMask(statement, words, level, subnet);
            case "routers" -> routers(addresses(words), level);
            case "domain-name-servers" -> level.set("dns-servers", Hocon.list(texts(addresses(words))));
            case "domain-name" -> domainName(statement.line(), words, level);
            case "dhcp-lease-time" -> level.leaseTime(words.number());
            case "bootfile-name" -> bootFile(statement, words.string(), level);
            case "tftp-server-name" -> tftpServer(statement.line(), words.string(), level);
            default -> {
                if (PAIRS.containsKey(name)) {
                    option(statement.line(), level, String.valueOf(PAIRS.get(name)), List.of(pairs(words)));
                } else {
                    option(statement.line(), level, name, values(words));
                }
            }
        }
        words.end();
    }

    private void subnetMask(Statement statement, Words words, Level level, Optional<Ipv4Subnet> subnet) {
        Inet4Address mask = words.address();
        if (subnet.isEmpty() || !subnet.get().netmask().equals(mask)) {
            option(statement.line(), level, "subnet-mask", List.of(mask.getHostAddress()));
        } else {
            findings.replaced(statement, "follows from the subnet");
        }
    }

    private static void routers(List<Inet4Address> routers, Level level) {
        level.set("router", routers.get(0).getHostAddress());
        if (routers.size() > 1) {
            level.option("routers", texts(routers));
        }
    }

    private static void domainName(int line, Words words, Level level) {
        String name = words.string();
        if (Rule.fits(ValueRules::domainName, name)) {
            level.set("domain-name", Hocon.quoted(name));
        } else {
            option(line, level, "domain-name", List.of(asText(name)));
        }
    }

    /** Also of {@code filename}: the header and option 67 name the same file here. */
    void bootFile(Statement statement, String file, Level level) {
        level.set("boot-file", Hocon.quoted(Rule.value(statement.line(), ValueRules::bootFile, file)));
        if (!file.contains("://")) {
            findings.replaced(statement, "unless the appliance itself has a file of that name, put it below tftp.root");
        }
    }

    private static void tftpServer(int line, String server, Level level) {
        if (Rule.fits(Ipv4Subnet::address, server)) {
            level.tftpServer(server);
        } else {
            throw new NotCarried(line, "boot-server is an address here, which options 66 and siaddr repeat");
        }
    }

    private static List<Inet4Address> addresses(Words words) {
        List<Inet4Address> addresses = new ArrayList<>();
        do {
            addresses.add(words.address());
        } while (words.takeIf(","));
        return addresses;
    }

    private static List<String> texts(List<Inet4Address> addresses) {
        return addresses.stream().map(Inet4Address::getHostAddress).toList();
    }

    private static String pairs(Words words) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        do {
            octets.writeBytes(words.address().getAddress());
            octets.writeBytes(words.address().getAddress());
        } while (words.takeIf(","));
        return "hex:" + new Octets(octets.toByteArray());
    }

    /** Values as they look: their type is that of the option, which our settings know by the same name. */
    private static List<String> values(Words words) {
        List<String> values = new ArrayList<>();
        do {
            Token token = words.take();
            String text = token.text();
            if (token.kind() == Token.Kind.STRING) {
                values.add(asText(text));
            } else if (Octets.isMeantBy(token)) {
                values.add("hex:" + Octets.of(text));
            } else if (text.matches("-?\\d{1,10}")) {
                values.add(text);
            } else if (text.matches("(?i)true|false|on|off")) {
                values.add(String.valueOf(text.toLowerCase(Locale.ROOT).matches("true|on")));
            } else if (text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")) {
                values.add(text);
            } else {
                throw new NotCarried(token.line(), Places.noAddress(text));
            }
        } while (words.takeIf(","));
        if (words.peek().is("(")) {
            throw new NotCarried(words.peek().line(), "the value is an expression");
        }
        return values;
    }

    /** With its type in front when it would else begin like a value of another type. */
    private static String asText(String text) {
        boolean namesType = Arrays.stream(OptionType.values()).anyMatch(type -> text.startsWith(type.word() + ":"));
        return namesType ? "text:" + text : text;
    }

    /** Takes what the registry of options takes, which is what the appliance does when it starts. */
    private static void option(int line, Level level, String name, List<String> values) {
        List<SettingsProblem> problems = new ArrayList<>();
        new OptionReader(problems).read(List.of(new DhcpTerms.Option("", name, name, values)));
        if (!problems.isEmpty()) {
            throw new NotCarried(line, problems.get(0).message());
        }
        level.option(name, values);
    }
}
