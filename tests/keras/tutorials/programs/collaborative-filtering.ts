import * as keras from "../../../../lib/keras/index.ts";
import { Input, layers, losses, Model, optimizers, utils } from "../../../../lib/keras/index.ts";
import { fixed, ints, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Collaborative filtering for movie recommendations". */
export async function collaborativeFiltering(): Promise<unknown> {
  const [count, users, movies] = [40, 7, 9];
  const [user, movie] = [ints(1, users, count).values, ints(4, movies, count).values];
  const x = Array.from({ length: count }, (_, i) => [user[i], movie[i]]);
  const y = [...ints(2, 10, count).values].map((v) => v / 10);
  class RecommenderNet extends Model {
    userEmbedding: layers.Embedding;
    userBias: layers.Embedding;
    movieEmbedding: layers.Embedding;
    movieBias: layers.Embedding;
    constructor(numUsers: number, numMovies: number, embeddingSize: number) {
      super();
      const embeddingsRegularizer = keras.regularizers.l2(1e-6);
      this.userEmbedding = new layers.Embedding(numUsers, embeddingSize, {
        embeddingsInitializer: "ones",
        embeddingsRegularizer,
      });
      this.userBias = new layers.Embedding(numUsers, 1);
      this.movieEmbedding = new layers.Embedding(numMovies, embeddingSize, {
        embeddingsInitializer: "ones",
        embeddingsRegularizer,
      });
      this.movieBias = new layers.Embedding(numMovies, 1);
    }
    override call(inputs: T): T {
      const [userIds, movieIds] = tf.unstack(inputs, 1);
      const product = tf.mul(this.userEmbedding.apply(userIds), this.movieEmbedding.apply(movieIds));
      const dotUserMovie = tf.sum(product, 1, true);
      return tf.sigmoid(
        tf.add(tf.add(dotUserMovie, this.userBias.apply(userIds)), this.movieBias.apply(movieIds)),
      );
    }
  }
  const model = new RecommenderNet(users, movies, 4);
  model.apply(x.slice(0, 1));
  fixed(model);
  model.compile({
    loss: new losses.BinaryCrossentropy(),
    optimizer: new optimizers.Adam({ learningRate: 0.001 }),
  });
  utils.setRandomSeed(2);
  const history = await model.fit(x.slice(0, 32), y.slice(0, 32), {
    batchSize: 8,
    epochs: 3,
    verbose: 0,
    validationData: [x.slice(32), y.slice(32)],
  });
  const ratings = [...(await model.predict(x.slice(0, 5), { verbose: 0 })).values];
  const [userInput, movieInput] = [Input({ shape: [1], name: "user" }), Input({ shape: [1], name: "movie" })];
  const u = new layers.Flatten().apply(new layers.Embedding(users, 3).apply(userInput));
  const m = new layers.Flatten().apply(new layers.Embedding(movies, 3).apply(movieInput));
  const product = new layers.Dot({ axes: 1, normalize: true }).apply([u, m]);
  const classic = new Model([userInput, movieInput], new Dense(1).apply(product));
  fixed(classic);
  classic.compile({ optimizer: "adam", loss: "mse" });
  const second = await classic.fit([x.map(([id]) => [id]), x.map(([, id]) => [id])], y, {
    epochs: 2,
    batchSize: 10,
    shuffle: false,
    verbose: 0,
  });
  return [history.history, ratings, second.history];
}
