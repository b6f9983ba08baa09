package org.kaappliance.dhcp.option;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kaappliance.config.NearestKey;
import org.kaappliance.dhcp.wire.OptionCode;

/** The options that have a name, read once from {@code options.txt}. */
public final class OptionRegistry {
    private static final List<OptionDefinition> ALL = load();
    private static final Map<String, OptionDefinition> BY_NAME = byName();

    private OptionRegistry() {}

    /** Those with a name, by space and number. */
    public static List<OptionDefinition> all() {
        return ALL;
    }

    /**
     * Finds an option by name or number, alone ({@code 6}, {@code ntp-servers}) or inside a space ({@code 43.6},
     * {@code ipxe.no-pxedhcp}). Every number from 1 to 254 is found.
     *
     * @throws IllegalArgumentException when there is no such option; the text says which was probably meant
     */
    public static OptionDefinition find(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        OptionDefinition known = BY_NAME.get(name);
        if (known != null) {
            return known;
        }
        int dot = name.indexOf('.');
        Optional<OptionSpace> space =
                dot < 0 ? Optional.of(OptionSpace.DHCP) : OptionSpace.carried(name.substring(0, dot));
        String inside = name.substring(dot + 1);
        if (space.isPresent() && inside.matches("\\d{1,5}")) {
            return unnamed(space.get(), Integer.parseInt(inside));
        }
        throw new IllegalArgumentException("no such option"
                + NearestKey.of(name, BY_NAME.keySet())
                        .map(nearest -> ", did you mean " + nearest + "?")
                        .orElse(""));
    }

    /** Whether the text names an option of this space. */
    public static boolean isInside(String text, OptionSpace space) {
        try {
            return find(text).space() == space;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static OptionDefinition unnamed(OptionSpace space, int code) {
        if (code <= OptionCode.PAD || code >= OptionCode.END) {
            throw new IllegalArgumentException("an option's number is 1 to 254");
        }
        return OptionDefinition.unnamed(space, code);
    }

    private static Map<String, OptionDefinition> byName() {
        Map<String, OptionDefinition> names = new HashMap<>();
        for (OptionDefinition option : ALL) {
            option.names().forEach(name -> put(names, option.qualified(name), option));
            put(names, option.number(), option);
            if (option.space() != OptionSpace.DHCP) {
                put(names, option.qualified(String.valueOf(option.code())), option);
                option.names().forEach(name -> put(names, option.space().carrier() + "." + name, option));
            }
        }
        return Map.copyOf(names);
    }

    private static void put(Map<String, OptionDefinition> names, String name, OptionDefinition option) {
        if (names.put(name, option) != null) {
            throw new IllegalStateException("options.txt names " + name + " twice");
        }
    }

    private static List<OptionDefinition> load() {
        try (InputStream in = OptionRegistry.class.getResourceAsStream("options.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            return parse(text.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<OptionDefinition> parse(List<String> lines) {
        List<OptionDefinition> all = new ArrayList<>();
        OptionSpace space = OptionSpace.DHCP;
        for (String line : lines) {
            if (line.startsWith("space ")) {
                space = OptionSpace.valueOf(line.substring(6).toUpperCase(Locale.ROOT));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                all.add(definition(space, line));
            }
        }
        return List.copyOf(all);
    }

    private static OptionDefinition definition(OptionSpace space, String line) {
        int mark = line.indexOf('!');
        String[] words = (mark < 0 ? line : line.substring(0, mark)).trim().split(" +");
        return new OptionDefinition(
                space,
                Integer.parseInt(words[0]),
                List.of(words).subList(2, words.length),
                Optional.of(OptionType.of(words[1]).orElseThrow()),
                mark < 0
                        ? Optional.empty()
                        : Optional.of(line.substring(mark + 1).trim()));
    }
}
