package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FileSystemTypeTest {
    private static final UUID FRESH = UUID.fromString("59be1427-a4ab-43c4-84e5-0933c84b4f4f");

    @ParameterizedTest
    @EnumSource
    void a_fresh_id_has_the_form_of_its_type(FileSystemType type) {
        String id = type.freshId(() -> FRESH);

        assertThat(type.idForm().fits(id)).isTrue();
        assertThat(FileSystemType.ofText(type.text())).contains(type);
    }

    @ParameterizedTest
    @CsvSource({
        "EXT4, 59be1427-a4ab-43c4-84e5-0933c84b4f4f",
        "REISERFS, 59be1427-a4ab-43c4-84e5-0933c84b4f4f",
        "VFAT, C84B-4F4F"
    })
    void a_fresh_id_is_made_of_the_uuid_that_comes_in(FileSystemType type, String id) {
        assertThat(type.freshId(() -> FRESH)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"VFAT, 59be1427-a4ab-43c4-84e5-0933c84b4f4f", "XFS, C84B-4F4F", "SWAP, x", "VFAT, C84B4F4F", "VFAT, ''"
    })
    void an_id_of_another_form_does_not_fit(FileSystemType type, String id) {
        assertThat(type.idForm().fits(id)).isFalse();
    }
}
