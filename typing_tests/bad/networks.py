"""What a type checker must reject about networks."""

from autograd import nn

model = nn.MLP(2, [3, 1])
nn.MLP(2, 3)  # error: arg-type reportArgumentType
nn.MLP(2, [3, 1], activations="tanh")  # error: call-arg reportCallIssue
nn.MLP("2", [3, 1])  # error: arg-type reportArgumentType
nn.Neuron(2)([1.0, 2.0]).bakward()  # error: attr-defined reportAttributeAccessIssue
model.paramters()  # error: attr-defined reportAttributeAccessIssue
nn.Adaam(model.parameters())  # error: attr-defined reportAttributeAccessIssue
nn.Adam(model.parameters(), lr="fast")  # error: arg-type reportArgumentType
nn.Adam(model.parameters(), momentum=0.9)  # error: call-arg reportCallIssue
nn.SGD(model, lr=0.1)  # error: arg-type reportArgumentType

optimizer, loss = nn.Adam(model.parameters()), nn.mse_loss
X, y = [[0.0]], [1.0]
nn.fit(model, X, y, loss=loss, optimizer=optimizer, epochs=1, engine="fast")  # error: arg-type reportArgumentType
nn.fit(model, X, y, loss=loss, optimizer=optimizer, epochs=1, epoch=1)  # error: call-arg reportCallIssue
nn.fit(model, X, y, loss=loss)  # error: call-arg reportCallIssue
nn.fit(model, X, y, loss="mse", optimizer=optimizer, epochs=1)  # error: arg-type reportArgumentType
nn.fit(model, X, y, loss=loss, optimizer="Adam", epochs=1)  # error: arg-type reportArgumentType
nn.fit(3, X, y, loss=loss, optimizer=optimizer, epochs=1)  # error: arg-type reportArgumentType
nn.fit(model, X, y, loss=loss, optimizer=optimizer, epochs=1, schedule="cosine")  # error: arg-type reportArgumentType
