package dev.lockstep.journal;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** Which run of the gateway took a moment. */
@Entity
@Immutable
@Table(name = "runs")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
class RunRow extends PanacheEntityBase {
  @Id Integer number;

  String name;
}
