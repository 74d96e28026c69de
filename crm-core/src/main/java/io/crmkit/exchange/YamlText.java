package io.crmkit.exchange;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLSchema;

/** Alone, so that who reads JSON needs no YAML library. */
final class YamlText {

    private YamlText() {}

    static JsonNode read(String text) {
        return YAMLMapper.builder(YAMLAnchorReplayingFactory.builder()
                        .yamlSchema(YAMLSchema.FAILSAFE)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readTree(text);
    }
}
