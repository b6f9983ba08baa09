package org.kaappliance.appliance.migrate;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Lines of HOCON, indented. */
final class HoconWriter {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    String text() {
        return text.toString();
    }

    void raw(String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }

    /** What a reader has to know first. */
    void head(String name, List<Finding> findings) {
        raw("# Settings of the KA appliance, converted from " + name.replaceAll("\\p{Cntrl}", "?") + ".");
        raw("# Check with: ka-appliance check-config --config THIS-FILE --iface IFACE");
        findings(findings, Finding.Kind.LOST, "Not carried over:");
        findings(findings, Finding.Kind.REPLACED, "Done in another way, or needless here:");
        raw("");
    }

    private void findings(List<Finding> findings, Finding.Kind kind, String title) {
        List<Finding> these =
                findings.stream().filter(finding -> finding.kind() == kind).toList();
        if (!these.isEmpty()) {
            raw("#");
            raw("# " + title);
            these.forEach(finding -> raw("#   " + finding.toString().replaceAll("\\p{Cntrl}", "?")));
        }
    }

    void section(String name, Runnable inside) {
        raw(name + " {");
        nested(inside);
        raw("}");
    }

    void pair(String key, String value) {
        raw(key + " = " + value);
    }

    void pairs(Map<String, String> pairs) {
        pairs.forEach(this::pair);
    }

    /** One element each, written by {@code write}. */
    <T> void list(String key, Collection<T> elements, Consumer<T> write) {
        raw(key + " = [");
        nested(() -> elements.forEach(write));
        raw("]");
    }

    /** One line as an element of a list. */
    void element(String value, int line) {
        raw(value + "  # line " + line);
    }

    /** An object as an element of a list. */
    void object(int line, Runnable inside) {
        raw("{  # line " + line);
        nested(inside);
        raw("}");
    }

    void level(Level level) {
        pairs(level.settings());
        if (!level.options().isEmpty()) {
            section("options", () -> level.options().forEach((name, value) -> pair(Hocon.key(name), value)));
        }
    }

    private void nested(Runnable inside) {
        depth++;
        inside.run();
        depth--;
    }
}
