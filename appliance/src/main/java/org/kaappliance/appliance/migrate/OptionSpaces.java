package org.kaappliance.appliance.migrate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The options and option spaces that a file defines, collected before anything else is read. */
final class OptionSpaces {
    private static final int VENDOR_ENCAPSULATED = 43;
    private static final int LARGEST_CODE = 254;

    /** What a definition says. */
    record Definition(int code, DefinedType type) {}

    private final Map<String, Definition> definitions = new HashMap<>();
    private final Map<String, Integer> carriers = new HashMap<>();
    private final Set<String> sites = new HashSet<>();
    private final Findings findings;

    private OptionSpaces(Findings findings) {
        this.findings = findings;
    }

    static OptionSpaces of(List<Statement> file, Findings findings) {
        OptionSpaces spaces = new OptionSpaces(findings);
        spaces.collect(file);
        return spaces;
    }

    private void collect(List<Statement> statements) {
        for (Statement statement : statements) {
            switch (statement.keyword()) {
                case "site-option-space" -> sites.add(space(statement));
                case "vendor-option-space" -> carriers.put(space(statement), VENDOR_ENCAPSULATED);
                case "option" -> define(statement);
                default -> collect(statement.body());
            }
        }
    }

    private static String space(Statement statement) {
        Words words = statement.words();
        return words.hasNext() ? words.lower() : "";
    }

    /** Whether the statement defines something, and says nothing to a client. */
    static boolean isDefinition(Statement statement) {
        Words words = statement.words();
        if (!statement.keyword().equals("option") || !words.hasNext()) {
            return false;
        }
        String name = words.lower();
        return name.equals("space") || words.peek().isWord("code");
    }

    private void define(Statement statement) {
        Words words = statement.words();
        if (!isDefinition(statement) || words.peek().isWord("space")) {
            return;
        }
        try {
            String name = words.lower();
            words.expect("code");
            int code = code(words);
            words.expect("=");
            Definition definition = new Definition(code, DefinedType.read(words));
            words.end();
            definitions.put(name, definition);
            if (!definition.type().encapsulates().isEmpty()) {
                carriers.put(definition.type().encapsulates(), code);
            }
        } catch (NotCarried e) {
            findings.lost(statement, e.getMessage());
        }
    }

    private static int code(Words words) {
        int line = words.peek().line();
        long code = words.number();
        if (code < 1 || code > LARGEST_CODE) {
            throw new NotCarried(line, "the code of an option is 1 to " + LARGEST_CODE + ", not " + code);
        }
        return (int) code;
    }

    Optional<Definition> definition(String name) {
        return Optional.ofNullable(definitions.get(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * The number of an option of a space in our settings: {@code 43.6} inside an option, {@code 208} for what stands among
     * the others; empty when dhcpd sends the space nowhere.
     */
    Optional<String> number(String space, int code) {
        String name = space.toLowerCase(Locale.ROOT);
        if (carriers.containsKey(name)) {
            return Optional.of(carriers.get(name) + "." + code);
        }
        return sites.contains(name) ? Optional.of(String.valueOf(code)) : Optional.empty();
    }
}
