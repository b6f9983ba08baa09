package org.kaappliance.clientkit.proof;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.text.ByteText;
import org.kaappliance.clientkit.text.TabLine;

/** What is wrong on a disk, by path, each with the first thing that is wrong with it. The first {@value #KEPT} are kept, all are counted. */
public final class Findings {
    static final int KEPT = 1000;

    private final Map<String, String> wrong = new LinkedHashMap<>();
    private long notKept;

    void add(String path, String what) {
        if (wrong.size() < KEPT || wrong.containsKey(path)) {
            wrong.putIfAbsent(path, what);
        } else {
            notKept++;
        }
    }

    /** A later entry of the same path counts, as it does when the stream is unpacked. */
    void clear(String path) {
        wrong.remove(path);
    }

    public boolean isEmpty() {
        return wrong.isEmpty();
    }

    public long count() {
        return wrong.size() + notKept;
    }

    /** The first ones, as {@code ./etc/fstab (content)}, for people. */
    public String first(int limit) {
        String named = wrong.entrySet().stream()
                .limit(limit)
                .map(found -> TabLine.escape(ByteText.decode(found.getKey())) + " (" + found.getValue() + ")")
                .collect(Collectors.joining(", "));
        return count() > limit ? named + ", ..." : named;
    }
}
