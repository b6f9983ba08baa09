package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hears what tar says while it reads a live golden system, and keeps what is about changed files: the first {@value #KEPT} by name, all by number.
 * Thread-safe.
 */
public final class SourceChanges implements Consumer<String> {
    public static final int KEPT = 1000;

    private final Consumer<String> log;
    private final List<SourceChange> first = new ArrayList<>();
    private long count;
    private long cut;

    /** @param log hears the changes that are kept, and what is about something else, line by line */
    public SourceChanges(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public void accept(String line) {
        Optional<SourceChange> change = SourceChange.parse(line);
        if (change.isEmpty() || keep(change.get())) {
            log.accept(change.map(SourceChange::toString).orElse(line));
        }
    }

    public synchronized long count() {
        return count;
    }

    /** How many of them were cut short. */
    public synchronized long cut() {
        return cut;
    }

    /** The first ones, in the order in which they were found. */
    public synchronized List<SourceChange> first() {
        return List.copyOf(first);
    }

    private synchronized boolean keep(SourceChange change) {
        count++;
        cut += change.kind() == SourceChange.Kind.CUT ? 1 : 0;
        return first.size() < KEPT && first.add(change);
    }
}
