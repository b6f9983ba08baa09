package org.kaappliance.clientkit.kit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The programs that a node needs of stage 2, and the Debian package that brings each.
 *
 * @param required without them no stage 2 is made
 * @param optional without one of them a node refuses the plans that need it
 */
record ToolList(Map<String, String> required, Map<String, String> optional) {
    static ToolList read() {
        Map<String, String> required = new LinkedHashMap<>();
        Map<String, String> optional = new LinkedHashMap<>();
        for (String line : Resources.STAGE2_TOOLS.lines()) {
            String[] words = line.split("\\s+");
            (words.length > 2 && words[2].equals("optional") ? optional : required).put(words[0], words[1]);
        }
        return new ToolList(required, optional);
    }
}
