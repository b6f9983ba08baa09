package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KitDirectoryTest {
    @TempDir
    private Path folder;

    private Path kit;

    @BeforeEach
    void oldKit() throws Exception {
        kit = Files.createDirectory(folder.resolve("kit"));
        Files.writeString(kit.resolve("vmlinuz"), "old");
    }

    @Test
    void a_finished_build_takes_the_place_of_the_old_kit() throws Exception {
        try (KitDirectory directory = KitDirectory.lock(kit)) {
            Path building = directory.newBuild();
            Files.writeString(building.resolve("vmlinuz"), "new");
            directory.publish(building);
        }
        assertThat(kit.resolve("vmlinuz")).hasContent("new");
        assertThat(folder).isDirectoryNotContaining("glob:**.{building,previous}");
    }

    @Test
    void an_unfinished_build_leaves_the_old_kit_and_nothing_else() throws Exception {
        try (KitDirectory directory = KitDirectory.lock(kit)) {
            Files.writeString(directory.newBuild().resolve("vmlinuz"), "half");
        }
        assertThat(kit.resolve("vmlinuz")).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.{building,previous}");
    }

    @Test
    void the_old_kit_comes_back_when_the_process_ended_between_the_renames() throws Exception {
        Files.move(kit, folder.resolve("kit.previous"));
        KitDirectory.recover(kit);
        assertThat(kit.resolve("vmlinuz")).hasContent("old");
    }

    @Test
    void a_folder_with_anything_else_in_it_is_left_alone() throws Exception {
        Files.writeString(kit.resolve("thesis.txt"), "only copy");
        assertThatThrownBy(() -> KitDirectory.lock(kit))
                .isInstanceOf(KitException.class)
                .hasMessage(kit + " has a file thesis.txt, which is no kit's: name another folder");
    }

    @Test
    void a_second_build_of_the_same_folder_is_refused() throws Exception {
        KitDirectory first = KitDirectory.lock(kit);
        assertThatThrownBy(() -> KitDirectory.lock(kit))
                .isInstanceOf(KitException.class)
                .hasMessage("another kit build is at work on " + kit + ": wait for it");
        first.close();
        KitDirectory.lock(kit).close();
    }
}
