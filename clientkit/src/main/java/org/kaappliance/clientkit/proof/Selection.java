package org.kaappliance.clientkit.proof;

/** Which entries are read back. That every path is there, and no other, is looked at in any case. */
public enum Selection {
    ALL {
        @Override
        public boolean takes(Entry entry) {
            return true;
        }
    },
    /** Everything that has no content, and one file of sixteen, always the same ones; not hard links, whose file may be none of them. */
    SAMPLE {
        @Override
        public boolean takes(Entry entry) {
            return switch (entry.member().kind()) {
                case FILE -> (PathSet.mix(entry.path()) >>> 60) == 0;
                case HARD_LINK -> false;
                case SYMBOLIC_LINK, CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY, FIFO -> true;
            };
        }
    };

    public abstract boolean takes(Entry entry);
}
