package org.kaappliance.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the key that was probably meant. */
public final class NearestKey {
    private NearestKey() {}

    /** The known one that takes the fewest changes, of several one that only goes on; empty when none is known. */
    public static Optional<String> of(String unknown, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(key -> distance(unknown, key))
                        .thenComparing(key -> !key.startsWith(unknown))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein distance: the least number of characters to insert, delete or replace. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
