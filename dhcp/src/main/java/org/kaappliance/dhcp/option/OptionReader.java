package org.kaappliance.dhcp.option;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionCode;

/** Makes octets of the options of one level of the settings; what is wrong becomes a problem. */
public final class OptionReader {
    /** More would leave no room for anything else in a reply. */
    private static final int LONGEST_VALUE = 1024;

    private static final int LONGEST_INSIDE = 255;
    private static final byte[] PXELINUX_MAGIC = HexFormat.of().parseHex("f100747e");

    private final Collection<SettingsProblem> problems;

    /** @param problems gets what is wrong */
    public OptionReader(Collection<SettingsProblem> problems) {
        this.problems = problems;
    }

    /** The options that are right; each of the others is booked as a problem. */
    public OptionSet read(List<DhcpTerms.Option> options) {
        Map<OptionSpace, DhcpOptions.Builder> spaces = new EnumMap<>(OptionSpace.class);
        for (OptionSpace space : OptionSpace.values()) {
            spaces.put(space, DhcpOptions.builder());
        }
        for (DhcpTerms.Option option : options) {
            try {
                read(option, spaces);
            } catch (IllegalArgumentException e) {
                problems.add(new SettingsProblem(option.origin(), option.key(), e.getMessage()));
            }
        }
        magic(spaces.get(OptionSpace.DHCP));
        return new OptionSet(
                spaces.get(OptionSpace.DHCP).build(),
                spaces.get(OptionSpace.PXE).build(),
                spaces.get(OptionSpace.IPXE).build());
    }

    private void read(DhcpTerms.Option option, Map<OptionSpace, DhcpOptions.Builder> spaces) {
        OptionDefinition definition = OptionRegistry.find(option.name());
        definition.refusal().ifPresent(reason -> {
            throw new IllegalArgumentException(definition + " cannot be set: " + reason);
        });
        DhcpOptions.Builder space = spaces.get(definition.space());
        if (space.has(definition.code())) {
            throw new IllegalArgumentException(definition + " is set twice here");
        }
        byte[] value = encode(definition, option.values());
        int longest = definition.space() == OptionSpace.DHCP && definition.code() != OptionCode.VENDOR_INFORMATION
                ? LONGEST_VALUE
                : LONGEST_INSIDE;
        if (value.length > longest) {
            throw new IllegalArgumentException(
                    definition + " has " + value.length + " octets; it may have at most " + longest);
        }
        space.put(definition.code(), value);
    }

    private static byte[] encode(OptionDefinition definition, List<String> values) {
        if (values.stream().anyMatch(value -> typed(value).isPresent())) {
            return typed(definition, values);
        }
        return definition.type().orElseThrow(() -> typeNeeded(definition)).encode(values);
    }

    /** Values one after another, each of the type that it names, or else that of the one before. */
    private static byte[] typed(OptionDefinition definition, List<String> values) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int from = 0;
        for (int to = 1; to <= values.size(); to++) {
            if (to == values.size() || typed(values.get(to)).isPresent()) {
                OptionType type =
                        typed(values.get(from)).or(definition::type).orElseThrow(() -> typeNeeded(definition));
                octets.writeBytes(group(type, bare(values.subList(from, to))));
                from = to;
            }
        }
        return octets.toByteArray();
    }

    /** Only a list of domain names is more than its elements one after another. */
    private static byte[] group(OptionType type, List<String> values) {
        if (type == OptionType.DOMAINS || type == OptionType.SIP) {
            return type.encode(values);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        values.forEach(value -> octets.writeBytes(type.encode(List.of(value))));
        return octets.toByteArray();
    }

    private static List<String> bare(List<String> values) {
        return values.stream()
                .map(value -> typed(value).isPresent() ? value.substring(value.indexOf(':') + 1) : value)
                .toList();
    }

    private static Optional<OptionType> typed(String value) {
        int colon = value.indexOf(':');
        return colon < 0 ? Optional.empty() : OptionType.of(value.substring(0, colon));
    }

    private static IllegalArgumentException typeNeeded(OptionDefinition definition) {
        String words = Arrays.stream(OptionType.values())
                .map(type -> type.word() + ":")
                .collect(Collectors.joining(" "));
        return new IllegalArgumentException(
                definition + " has no known type; put one before the value, e.g. \"text:...\", of " + words);
    }

    /** Old PXELINUX reads 209 to 211 only beside its magic number (RFC 5071 section 3). */
    private static void magic(DhcpOptions.Builder options) {
        boolean needed = options.has(OptionCode.PXELINUX_CONFIG_FILE)
                || options.has(OptionCode.PXELINUX_PATH_PREFIX)
                || options.has(OptionCode.PXELINUX_REBOOT_TIME);
        if (needed && !options.has(OptionCode.PXELINUX_MAGIC)) {
            options.put(OptionCode.PXELINUX_MAGIC, PXELINUX_MAGIC);
        }
    }
}
