package dev.lockstep.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Range of a setting, both ends included, written as the value is: {@code 50ms}, {@code 64K} or
 * {@code 1}. Held by {@code app.config.ConfigCheck} before anything is opened.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Range {
  /** The least value. */
  String least();

  /** The greatest value; empty: there is none. */
  String most() default "";

  /** The key beside this one whose value must not be greater; empty: there is none. */
  String notBelow() default "";
}
