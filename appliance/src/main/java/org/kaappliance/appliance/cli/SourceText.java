package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What changed in the golden system while it was read, for people. */
final class SourceText {
    private static final int NAMED = 20;

    private SourceText() {}

    /** @param source {@code {"changed","cut","files"}} of a job; none of it: no lines */
    static List<String> lines(JsonNode source) {
        List<String> lines = new ArrayList<>();
        long changed = source.path("changed").asLong();
        if (changed == 0) {
            return lines;
        }
        long cut = source.path("cut").asLong();
        lines.add(changed + (changed == 1 ? " file" : " files") + " of the golden system changed while it was read"
                + (cut > 0 ? ", " + cut + " of them cut short:" : ":"));
        source.path("files").forEach(file -> {
            if (lines.size() <= NAMED) {
                lines.add("  " + file.asText());
            }
        });
        if (changed > lines.size() - 1) {
            lines.add("  and " + (changed - lines.size() + 1) + " more; the first "
                    + source.path("files").size() + " are in 'ka-appliance status --json'");
        }
        return lines;
    }
}
