package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.SessionKey;

class SessionTermsTest {
    private static SendSpec spec(Map<String, String> settings) throws SettingsException {
        SessionTerms terms =
                SessionTerms.of(SettingsLoader.load(Optional.empty(), settings).settings());
        return terms.spec("s", 2, SessionKey.of(new byte[32]));
    }

    @Test
    void a_job_s_stream_is_spooled_below_the_state_directory_unless_the_settings_say_otherwise() throws Exception {
        SendSpec standard = spec(Map.of("state.directory", "/srv/ka"));
        Keep.Spool spool = new Keep.Spool(Path.of("/srv/ka/spool"), ByteSize.ofMebibytes(16 << 10));
        assertThat(standard.keep()).isEqualTo(new Keep(ByteSize.ofMebibytes(64), Optional.of(spool)));
        assertThat(standard.compression()).isEqualTo(Compression.NONE);

        SendSpec chosen = spec(Map.of(
                "relay.spool-directory",
                "/big",
                "relay.spool-size",
                "1TiB",
                "relay.keep-memory",
                "1MiB",
                "relay.compression",
                "zstd:5"));
        assertThat(chosen.keep())
                .isEqualTo(new Keep(
                        ByteSize.ofMebibytes(1),
                        Optional.of(new Keep.Spool(Path.of("/big"), ByteSize.ofMebibytes(1 << 20)))));
        assertThat(chosen.compression()).isEqualTo(new Compression(5));
    }

    @Test
    void a_spool_of_no_size_is_none() throws Exception {
        assertThat(spec(Map.of("relay.spool-size", "0B")).keep().spool()).isEmpty();
    }
}
