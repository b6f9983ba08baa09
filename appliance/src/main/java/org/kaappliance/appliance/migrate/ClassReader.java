package org.kaappliance.appliance.migrate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.ValueRules;

/** Reads {@code class}, {@code subclass} and conditional statements into our classes. */
final class ClassReader {
    private final Imported settings;
    private final OptionSpaces spaces;
    private final LevelReader levels;
    private final Findings findings;
    private final Map<String, List<String>> names = new HashMap<>();
    /** Classes whose members {@code subclass} names. */
    private final Map<String, Open> open = new LinkedHashMap<>();

    private record Open(Statement statement, String property, Level level, Map<Integer, Criteria> members) {}

    ClassReader(Imported settings, OptionSpaces spaces, LevelReader levels, Findings findings) {
        this.settings = settings;
        this.spaces = spaces;
        this.levels = levels;
        this.findings = findings;
    }

    /** What a class of the file is called in our settings, where it may be several; none when it is not carried over. */
    List<String> namesOf(String name) {
        return names.getOrDefault(name, List.of());
    }

    /** Reads all classes, wherever they stand: in dhcpd they are for all clients. */
    void readAll(List<Statement> file) {
        collect(file);
        open.forEach((name, one) -> {
            if (one.members().isEmpty()) {
                findings.lost(one.statement(), "no subclass that can be carried over names a member");
            }
            memberships(name, one);
        });
    }

    private void collect(List<Statement> statements) {
        for (Statement statement : statements) {
            try {
                switch (statement.keyword()) {
                    case "class" -> readClass(statement);
                    case "subclass" -> readSubclass(statement);
                    default -> collect(statement.body());
                }
            } catch (NotCarried e) {
                findings.lost(statement, e.getMessage());
            }
        }
    }

    private void readClass(Statement statement) {
        Words words = statement.words();
        String name = words.word();
        words.end();
        Level level = new Level();
        Optional<Statement> match = Optional.empty();
        for (Statement inner : statement.body()) {
            if (inner.keyword().equals("match")) {
                match = Optional.of(inner);
            } else {
                level(inner, level);
            }
        }
        Words condition = match.orElseThrow(() -> new NotCarried(statement.line(), "no match statement"))
                .words();
        if (condition.takeIf("if")) {
            add(statement, name, ConditionReader.read(spaces, condition), level);
        } else {
            condition.takeIf("option");
            String property = condition.lower();
            condition.end();
            open.put(name, new Open(statement, property, level, new LinkedHashMap<>()));
        }
    }

    private void level(Statement statement, Level level) {
        try {
            if (!levels.read(statement, level, Optional.empty())) {
                throw new NotCarried(statement.line(), "not known in a class here");
            }
        } catch (NotCarried e) {
            findings.lost(statement, e.getMessage());
        }
    }

    private void readSubclass(Statement statement) {
        Words words = statement.words();
        Open parent = open.get(words.word());
        if (parent == null) {
            throw new NotCarried(statement.line(), "its class is not one whose members can be named here");
        }
        Criteria criteria = member(parent.property(), words.take());
        words.end();
        if (statement.block().isPresent()) {
            Level own = new Level();
            statement.body().forEach(inner -> level(inner, own));
            settings.classes.add(new Imported.ClientClass(
                    statement.line(),
                    settings.className(parent.statement().words().word() + "-line-" + statement.line()),
                    criteria,
                    Optional.empty(),
                    own));
        }
        parent.members().put(statement.line(), criteria);
    }

    private static Criteria member(String property, Token value) {
        try {
            Criteria criteria = switch (property) {
                case "hardware" ->
                    Criteria.mac(
                            ValueRules.macPrefix(Octets.of(value.text()).from(1).toString()));
                case "vendor-class-identifier" ->
                    Criteria.vendorClass(Octets.constant(value).text());
                case "user-class" -> Criteria.userClass(Octets.constant(value).text());
                default -> throw new NotCarried(value.line(), "members by " + property + " cannot be said here");
            };
            if (criteria.isAny()) {
                throw new NotCarried(value.line(), "an empty text would make everybody a member");
            }
            return criteria;
        } catch (IllegalArgumentException e) {
            throw new NotCarried(value.line(), value.text() + " is no member");
        }
    }

    /** Members by address share a class; of those by text each has one of its own, under the same settings. */
    private void memberships(String name, Open one) {
        Optional<Criteria> all = one.members().values().stream()
                .filter(criteria -> !criteria.macs().isEmpty())
                .reduce(Criteria::or);
        all.ifPresent(criteria -> add(one.statement(), name, criteria, one.level()));
        one.members().forEach((line, criteria) -> {
            if (criteria.macs().isEmpty()) {
                add(one.statement(), name, criteria, one.level());
            }
        });
    }

    private void add(Statement statement, String name, Criteria criteria, Level level) {
        String unique = settings.className(name);
        names.computeIfAbsent(name, n -> new ArrayList<>()).add(unique);
        settings.classes.add(new Imported.ClientClass(statement.line(), unique, criteria, Optional.empty(), level));
        criteria.widerBecause().forEach(why -> findings.replaced(statement, "class " + unique + ": " + why));
    }

    /** An {@code if} for all clients, up to its {@code else}: classes in the same order, of which the first counts. */
    void readConditional(Statement statement) {
        Level level = new Level();
        Words words = statement.words();
        words.takeIf("if"); // else if
        Criteria criteria = ConditionReader.read(spaces, words);
        statement.body().forEach(inner -> level(inner, level));
        add(statement, "if-line-" + statement.line(), criteria, level);
    }
}
