package dev.lockstep.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that was aimed at, and what it came to.
 *
 * @param what is measured
 * @param aim in words
 * @param measured in words
 * @param met whether that is reached
 */
record BenchmarkTarget(String what, String aim, String measured, boolean met) {

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("what", what);
    json.put("target", aim);
    json.put("measured", measured);
    json.put("met", met);
    return json;
  }
}
