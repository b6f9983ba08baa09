package org.kaappliance.clientkit.proof;

import java.util.Optional;
import org.kaappliance.clientkit.tar.TarMember;

/** What is different between two entries of one path. Pure. */
final class Differences {
    private Differences() {}

    /** The first thing that is wrong, most important first. */
    static Optional<String> of(Entry expected, Entry found) {
        TarMember e = expected.member();
        TarMember f = found.member();
        Optional<String> content = ofContent(expected, found);
        if (content.isPresent()) {
            return content;
        }
        if (!e.link().equals(f.link())) {
            return Optional.of(e.kind() == TarMember.Kind.HARD_LINK ? "hard link to another file" : "link target");
        }
        if (!e.device().equals(f.device())) {
            return Optional.of("device number");
        }
        if (e.mode() != f.mode()) {
            return Optional.of(String.format("mode %o in place of %o", f.mode(), e.mode()));
        }
        if (e.uid() != f.uid() || e.gid() != f.gid()) {
            return Optional.of("owner " + f.uid() + ":" + f.gid() + " in place of " + e.uid() + ":" + e.gid());
        }
        if (expected.attributes() != found.attributes()) {
            return Optional.of("extended attributes");
        }
        return sameTime(e.mtime(), f.mtime()) ? Optional.empty() : Optional.of("time of change");
    }

    /** Where the file system keeps nothing else (FAT). */
    static Optional<String> ofContent(Entry expected, Entry found) {
        TarMember e = expected.member();
        TarMember f = found.member();
        if (e.kind() != f.kind()) {
            return Optional.of(text(f.kind()) + " in place of " + text(e.kind()));
        }
        if (e.size() != f.size()) {
            return Optional.of("size " + f.size() + " in place of " + e.size());
        }
        return expected.content() == found.content() ? Optional.empty() : Optional.of("content");
    }

    /** Some file systems keep whole seconds. */
    private static boolean sameTime(TarMember.Time expected, TarMember.Time found) {
        return expected.seconds() == found.seconds() && (expected.nanos() == found.nanos() || found.nanos() == 0);
    }

    private static String text(TarMember.Kind kind) {
        return switch (kind) {
            case FILE -> "a file of its own";
            case HARD_LINK -> "a hard link";
            case SYMBOLIC_LINK -> "a symbolic link";
            case CHARACTER_DEVICE, BLOCK_DEVICE -> "a device";
            case DIRECTORY -> "a directory";
            case FIFO -> "a FIFO";
        };
    }
}
