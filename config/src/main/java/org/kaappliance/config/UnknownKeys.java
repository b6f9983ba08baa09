package org.kaappliance.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds the keys that nobody reads. */
final class UnknownKeys {
    private UnknownKeys() {}

    static void find(Config config, Collection<String> known, String prefix, Collection<SettingsProblem> problems) {
        walk(config.root(), List.of(), known, prefix, problems);
    }

    private static void walk(
            ConfigObject object,
            List<String> path,
            Collection<String> known,
            String prefix,
            Collection<SettingsProblem> problems) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            List<String> keyPath = new ArrayList<>(path);
            keyPath.add(entry.getKey());
            String key = ConfigUtil.joinPath(keyPath);
            if (known.contains(key)) {
                continue;
            }
            boolean section = known.stream().anyMatch(k -> k.startsWith(key + "."));
            if (entry.getValue() instanceof ConfigObject inner && (section || !inner.isEmpty())) {
                walk(inner, keyPath, known, prefix, problems);
            } else {
                String origin = Origins.of(entry.getValue().origin());
                problems.add(new SettingsProblem(origin, prefix + key, message(key, section, known, prefix)));
            }
        }
    }

    private static String message(String key, boolean section, Collection<String> known, String prefix) {
        if (section) {
            return "expected { ... }";
        }
        return "unknown key"
                + NearestKey.of(key, known)
                        .map(k -> ", did you mean " + prefix + k + "?")
                        .orElse("");
    }
}
