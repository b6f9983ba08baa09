package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Something of one machine that a copy of its files carries to another.
 *
 * @param what for people: {@code leases of DHCP clients}
 * @param why two machines must not share it
 * @param places where it is, patterns of {@link SystemTree#glob}
 * @param removal how it goes
 */
public record Trace(String what, String why, List<String> places, Removal removal) {
    public Trace {
        places = List.copyOf(places);
    }

    /** What is done with each place. */
    @FunctionalInterface
    public interface Removal {
        void from(SystemTree tree, String path) throws IOException;
    }

    /** The file goes, or the directory with all that it holds. What the administrator has linked elsewhere, such as to {@code /dev/null}, stays. */
    static final Removal DELETE = (tree, path) -> {
        if (!tree.isLink(path)) {
            tree.delete(path);
        }
    };

    /** The text is changed; a file that the change leaves as it was is not written. */
    static Removal edit(UnaryOperator<String> change) {
        return (tree, path) -> {
            if (tree.isLink(path) || !tree.isFile(path)) {
                return;
            }
            String before = tree.read(path).orElseThrow();
            String after = change.apply(before);
            if (!after.equals(before)) {
                tree.write(path, after);
            }
        };
    }

    /** Removes it wherever it is. */
    public void remove(SystemTree tree) throws IOException {
        for (String place : places) {
            for (String path : tree.glob(place)) {
                removal.from(tree, path);
            }
        }
    }
}
