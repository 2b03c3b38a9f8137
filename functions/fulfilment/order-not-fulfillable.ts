/** The order isn't there, is another execution's, or is past the step: no repetition helps. State machines catch the name. */
export class OrderNotFulfillable extends Error {
  override readonly name = "OrderNotFulfillable";

  constructor(message = "the order isn't there, is another execution's, or is past this step") {
    super(message);
  }
}
