package org.kaappliance.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads typed values out of one HOCON object. A wrong value becomes a problem, and reading goes on with a stand-in, so
 * that all problems are found at once. Every key that is asked for is a known key.
 */
final class SettingsReader {
    private static final Set<ConfigValueType> NOT_SCALAR =
            EnumSet.of(ConfigValueType.OBJECT, ConfigValueType.LIST, ConfigValueType.NULL);

    private final Config config;
    private final String prefix;
    private final Collection<SettingsProblem> problems;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param prefix stands before each key in the problems, e.g. {@code machines[2].} */
    SettingsReader(Config config, String prefix, Collection<SettingsProblem> problems) {
        this.config = config;
        this.prefix = prefix;
        this.problems = problems;
    }

    /** The keys asked for so far, in that order. */
    Set<String> known() {
        return known;
    }

    String text(String key) {
        return read(key, "", Function.identity());
    }

    /** Empty when the value is the given word. */
    <T> Optional<T> unless(String word, String key, Function<String, T> parse) {
        return read(
                key, Optional.empty(), text -> text.equals(word) ? Optional.empty() : Optional.of(parse.apply(text)));
    }

    <T> T read(String key, T standIn, Function<String, T> parse) {
        known.add(key);
        ConfigValue value = value(key);
        if (value == null) {
            bookMissing(key);
            return standIn;
        }
        return parse(key, value, standIn, parse);
    }

    boolean flag(String key) {
        return read(key, false, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false, found " + quoted(text));
        });
    }

    int number(String key, int min, int max) {
        return read(key, min, text -> wholeNumber(text, min, max));
    }

    static int wholeNumber(String text, int min, int max) {
        if (!text.matches("-?\\d{1,9}")) {
            throw new IllegalArgumentException("expected a whole number, found " + quoted(text));
        }
        int number = Integer.parseInt(text);
        if (number < min || number > max) {
            throw new IllegalArgumentException("is " + min + " to " + max + ", found " + number);
        }
        return number;
    }

    int port(String key) {
        return number(key, 1, 65535);
    }

    Duration duration(String key, Duration min, Duration max) {
        return read(key, min, text -> DurationText.parse(text, min, max));
    }

    ByteSize size(String key, ByteSize min, ByteSize max) {
        return read(key, min, text -> {
            ByteSize size = sizeWithUnit(text);
            if (size.compareTo(min) < 0 || size.compareTo(max) > 0) {
                throw new IllegalArgumentException("is " + min + " to " + max + ", found " + quoted(text));
            }
            return size;
        });
    }

    static ByteSize sizeWithUnit(String text) {
        if (text.matches("\\s*\\d+\\s*")) {
            throw new IllegalArgumentException("needs a unit, e.g. " + text.trim() + "KiB");
        }
        return ByteSize.parse(text);
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        E[] all = type.getEnumConstants();
        return read(key, all[0], text -> {
            for (E one : all) {
                if (word(one).equals(text)) {
                    return one;
                }
            }
            String words = List.of(all).stream().map(SettingsReader::word).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("is one of " + words + ", found " + quoted(text));
        });
    }

    Path path(String key) {
        return read(key, Path.of("/"), SettingsReader::absolute);
    }

    static Path absolute(String text) {
        Path path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("expected an absolute path, found " + quoted(text));
        }
        return path;
    }

    <T> List<T> list(String key, Function<String, T> parse) {
        known.add(key);
        return elements(key).stream()
                .map(element -> parse(key, element, (T) null, parse))
                .filter(element -> element != null)
                .toList();
    }

    /** The objects of a list, each as a configuration of its own. */
    List<Config> objects(String key) {
        known.add(key);
        return elements(key).stream()
                .filter(element -> {
                    if (element.valueType() != ConfigValueType.OBJECT) {
                        problem(element, key, "expected { ... }, found " + describe(element));
                    }
                    return element.valueType() == ConfigValueType.OBJECT;
                })
                .map(element -> ((ConfigObject) element).toConfig())
                .toList();
    }

    /** An element of a list that may be a text or an object. */
    record Element(SettingsReader reader, String key, ConfigValue value) {

        String origin() {
            return Origins.of(value.origin());
        }

        Config object() {
            return ((ConfigObject) value).toConfig();
        }

        /** Empty, and a problem booked, when it is no text or not one of these. */
        <T> Optional<T> parse(Function<String, T> parse) {
            return Optional.ofNullable(reader.parse(key, value, null, parse));
        }
    }

    List<Element> mixed(String key) {
        known.add(key);
        return elements(key).stream()
                .map(value -> new Element(this, key, value))
                .toList();
    }

    /** A list, or the one value of a list of one; empty when there is none. */
    <T> List<T> oneOrMore(String key, Function<String, T> parse) {
        return has(key) ? oneOrMore(key, value(key), parse) : List.of();
    }

    /** A section whose keys are free, with one value or a list for each; empty when there is none. */
    <T> Map<String, List<T>> oneOrMoreEach(String key, Function<String, T> parse) {
        Map<String, List<T>> all = new LinkedHashMap<>();
        if (has(key)) {
            leaves(key, value(key), "", (name, value) -> all.put(name, oneOrMore(key + "." + name, value, parse)));
        }
        return all;
    }

    private <T> List<T> oneOrMore(String key, ConfigValue value, Function<String, T> parse) {
        List<? extends ConfigValue> values = value instanceof ConfigList list ? list : List.of(value);
        return values.stream()
                .map(one -> parse(key, one, (T) null, parse))
                .filter(one -> one != null)
                .toList();
    }

    /** A section whose keys are free. */
    <T> Map<String, T> texts(String key, Function<String, T> parse) {
        known.add(key);
        Map<String, T> texts = new LinkedHashMap<>();
        if (value(key) == null) {
            bookMissing(key);
            return texts;
        }
        leaves(key, value(key), "", (name, value) -> {
            T text = parse(key + "." + name, value, null, parse);
            if (text != null) {
                texts.put(name, text);
            }
        });
        return Map.copyOf(texts);
    }

    /** A section of DHCP options, by number or name; none when there is no such section. */
    List<DhcpTerms.Option> options(String key) {
        known.add(key);
        List<DhcpTerms.Option> options = new ArrayList<>();
        if (value(key) != null) {
            leaves(key, value(key), "", (name, value) -> options.add(option(key + "." + name, name, value)));
        }
        options.sort(Comparator.comparing(DhcpTerms.Option::name));
        return List.copyOf(options);
    }

    private DhcpTerms.Option option(String key, String name, ConfigValue value) {
        List<? extends ConfigValue> values = value instanceof ConfigList list ? list : List.of(value);
        List<String> texts = values.stream()
                .map(one -> parse(prefix + key, one, "", Function.identity()))
                .toList();
        return new DhcpTerms.Option(Origins.of(value.origin()), prefix + key, name, texts);
    }

    private void leaves(String key, ConfigValue value, String path, BiConsumer<String, ConfigValue> each) {
        if (!(value instanceof ConfigObject object)) {
            problem(value, key, "expected { ... }, found " + describe(value));
            return;
        }
        object.forEach((name, inner) -> {
            if (inner instanceof ConfigObject) {
                leaves(key, inner, path + name + ".", each);
            } else {
                each.accept(path + name, inner);
            }
        });
    }

    boolean has(String key) {
        known.add(key);
        return value(key) != null;
    }

    /** Books a problem with the value of this key. */
    void problem(String key, String message) {
        problem(value(key), key, message);
    }

    private void problem(ConfigValue value, String key, String message) {
        String place = value == null ? Origins.of(config.origin()) : Origins.of(value.origin());
        problems.add(new SettingsProblem(place, prefix + key, message));
    }

    private List<? extends ConfigValue> elements(String key) {
        ConfigValue value = value(key);
        if (value instanceof ConfigList list) {
            return list;
        }
        if (value == null) {
            bookMissing(key);
        } else {
            problem(value, key, "expected a list [ ... ], found " + describe(value));
        }
        return List.of();
    }

    /** A key whose section is no object is booked once, where the unknown keys are looked for. */
    private void bookMissing(String key) {
        int dot = key.lastIndexOf('.');
        if (dot < 0 || value(key.substring(0, dot)) instanceof ConfigObject) {
            problem(key, "is missing");
        }
    }

    /** Also a value that is null, so that its place can be named; Java's null when there is none. */
    private ConfigValue value(String key) {
        ConfigValue value = config.root();
        for (String name : ConfigUtil.splitPath(key)) {
            value = value instanceof ConfigObject object ? object.get(name) : null;
        }
        return value;
    }

    private <T> T parse(String key, ConfigValue value, T standIn, Function<String, T> parse) {
        if (NOT_SCALAR.contains(value.valueType())) {
            problem(value, key, "expected one value, found " + describe(value));
            return standIn;
        }
        try {
            return parse.apply(String.valueOf(value.unwrapped()));
        } catch (IllegalArgumentException e) {
            problem(value, key, e.getMessage());
            return standIn;
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String describe(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "{ ... }";
            case LIST -> "a list";
            case NULL -> "null";
            case BOOLEAN, NUMBER, STRING -> value.render();
        };
    }
}
