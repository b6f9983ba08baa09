package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StripeCachesTest {
    @TempDir
    Path sys;

    /** A file keeps what is appended, where the kernel takes each write as the new size. */
    @Test
    void arrays_with_parity_have_the_least_cache_for_a_moment_and_the_others_have_none() throws Exception {
        Path five = cache("md5", "256\n");
        Path six = cache("md6", "1024\n");

        new StripeCaches(sys).empty(LayeredPlan.plan());

        assertThat(five).hasContent("256\n17\n256\n");
        assertThat(six).hasContent("1024\n17\n1024\n");
    }

    private Path cache(String array, String size) throws Exception {
        Path md = Files.createDirectories(sys.resolve("block/" + array + "/md"));
        return Files.writeString(md.resolve("stripe_cache_size"), size);
    }
}
