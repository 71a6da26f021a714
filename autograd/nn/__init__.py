"""Neural networks made of Values: layers, losses, optimisers, data and training (000-004; PyTorch's names).

>>> from autograd import nn
>>> from autograd.nn import data
>>> X, y = data.xor()
>>> model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
>>> loss, optimizer = nn.binary_cross_entropy_with_logits, nn.Adam(model.parameters(), lr=0.1)
>>> history = nn.fit(model, X, y, loss=loss, optimizer=optimizer, epochs=100, progress=False)
>>> history.loss[-1] < 0.01, [model(x) > 0 for x in X]
(True, [False, True, True, False])
"""

from autograd.nn import needed  # noqa: F401  first: it names what is missing

# isort: split
from autograd.nn import data
from autograd.nn.cascade.candidate_phase import covariance_score
from autograd.nn.cascade.cascade_correlation import CascadeCorrelation
from autograd.nn.cascade.cascade_step import CascadeStep
from autograd.nn.cascade.growth_phase import GrowthPhase
from autograd.nn.cascade.symmetric_sigmoid import symmetric_sigmoid
from autograd.nn.chance import drawn
from autograd.nn.checksummed_file import FileError
from autograd.nn.competitive.adaptive_resonance import ART1, ArtPass, FuzzyART
from autograd.nn.competitive.art_steps import ArtStep
from autograd.nn.competitive.self_organizing_map import SOM
from autograd.nn.competitive.som_update import SomUpdate
from autograd.nn.energy.boltzmann import BoltzmannMachine
from autograd.nn.energy.gibbs_steps import GibbsStep, SettleStep
from autograd.nn.energy.phases import PhaseUpdate
from autograd.nn.energy.rbm import RBM
from autograd.nn.energy.transitions import second_eigenvalue
from autograd.nn.facts import Fact
from autograd.nn.images.convolution import LENET5_TABLE, Conv2d
from autograd.nn.images.lenet import LeNet
from autograd.nn.images.overlap import iou
from autograd.nn.images.pooling import AvgPool2d, MaxPool2d, ScaledPool2d
from autograd.nn.images.reshaping import Flatten, Reshape, Upsample
from autograd.nn.images.unet import UNet
from autograd.nn.language.gpt import GPT
from autograd.nn.language.sampler import Sampler
from autograd.nn.layerwise.autoencoder import DenoisingAutoencoder
from autograd.nn.layerwise.dbn import DBN
from autograd.nn.layerwise.layer_by_layer import pretrain, pretraining
from autograd.nn.layerwise.layer_trained import LayerTrained
from autograd.nn.models.accuracy import CORRECT
from autograd.nn.models.activations import log_softmax, maxout, softmax
from autograd.nn.models.blocks import (
    Activate,
    LayerNorm,
    Residual,
    RMSNorm,
    Sequential,
)
from autograd.nn.models.embedding import Embedding
from autograd.nn.models.initialisers import (
    INITIALISERS,
    constant_,
    kaiming_normal_,
    kaiming_uniform_,
    normal_,
    uniform_,
    xavier_normal_,
    xavier_uniform_,
)
from autograd.nn.models.layers import MLP, Layer, MaxoutLayer, Neuron
from autograd.nn.models.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_squared_error,
    hinge_loss,
    huber_loss,
    mse_loss,
    nll_loss,
)
from autograd.nn.models.module import Module
from autograd.nn.models.noise import Corrupt, Dropout
from autograd.nn.models.parameter_files import ModelFileError
from autograd.nn.models.penalties import elastic_net, l1, l2, mixed, weights
from autograd.nn.models.several_outputs import (
    deep_supervision,
    each_position,
    next_token_loss,
)
from autograd.nn.optim.clipping import (
    clip_grad_norm_,
    clip_grad_value_,
    clip_norm,
    clip_value,
)
from autograd.nn.optim.descent import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    HeavyBall,
    Nesterov,
    Optimizer,
    RMSprop,
)
from autograd.nn.optim.quickprop import Quickprop
from autograd.nn.optim.randomised import PartialUpdates, Perturbed
from autograd.nn.optim.schedules import CosineLR, LinearLR, Schedule, StepLR
from autograd.nn.optim.search import Found, Restarts, anneal, evolve, restarts
from autograd.nn.radial.k_means import KMeans
from autograd.nn.radial.rbf import RBF
from autograd.nn.recurrent.padding import pad
from autograd.nn.recurrent.rnn_lstm_gru import GRU, LSTM, RNN
from autograd.nn.recurrent.sequence_model import SequenceModel
from autograd.nn.recurrent.step_cells import GRUCell, LSTMCell, RNNCell
from autograd.nn.threshold.perceptron import Perceptron
from autograd.nn.threshold.perceptron_update import PerceptronUpdate
from autograd.nn.threshold.separation import Separation, separation
from autograd.nn.threshold.threshold_unit import ThresholdUnit
from autograd.nn.train.callbacks import Snapshots, TrainingState
from autograd.nn.train.checkpoints import Checkpoint, CheckpointError, CheckpointWarning
from autograd.nn.train.fit import fit
from autograd.nn.train.history import History, Snapshot
from autograd.nn.train.loss_program import ReplayError
from autograd.nn.train.stopping import EarlyStopping
from autograd.nn.transformer.attending import (
    attention,
    attention_table,
    attention_weights,
    output,
    projection,
    scores,
)
from autograd.nn.transformer.encoder import TransformerEncoderLayer
from autograd.nn.transformer.multihead import Head, MultiheadAttention
from autograd.nn.transformer.scoring import AdditiveScore, GeneralScore
from autograd.nn.transformer.tokens import (
    EachToken,
    Patches,
    PositionalEncoding,
    mean_of_tokens,
)

__all__ = [
    "ART1",
    "CORRECT",
    "DBN",
    "GPT",
    "GRU",
    "INITIALISERS",
    "LENET5_TABLE",
    "LSTM",
    "MLP",
    "RBF",
    "RBM",
    "RNN",
    "SGD",
    "SOM",
    "Activate",
    "Adagrad",
    "Adam",
    "AdamW",
    "AdditiveScore",
    "ArtPass",
    "ArtStep",
    "AvgPool2d",
    "BoltzmannMachine",
    "CascadeCorrelation",
    "CascadeStep",
    "Checkpoint",
    "CheckpointError",
    "CheckpointWarning",
    "Conv2d",
    "Corrupt",
    "CosineLR",
    "DenoisingAutoencoder",
    "Dropout",
    "EachToken",
    "EarlyStopping",
    "Embedding",
    "Fact",
    "FileError",
    "Flatten",
    "Found",
    "FuzzyART",
    "GRUCell",
    "GeneralScore",
    "GibbsStep",
    "GrowthPhase",
    "Head",
    "HeavyBall",
    "History",
    "KMeans",
    "LSTMCell",
    "Layer",
    "LayerNorm",
    "LayerTrained",
    "LeNet",
    "LinearLR",
    "MaxPool2d",
    "MaxoutLayer",
    "ModelFileError",
    "Module",
    "MultiheadAttention",
    "Nesterov",
    "Neuron",
    "Optimizer",
    "PartialUpdates",
    "Patches",
    "Perceptron",
    "PerceptronUpdate",
    "Perturbed",
    "PhaseUpdate",
    "PositionalEncoding",
    "Quickprop",
    "RMSNorm",
    "RMSprop",
    "RNNCell",
    "ReplayError",
    "Reshape",
    "Residual",
    "Restarts",
    "Sampler",
    "ScaledPool2d",
    "Schedule",
    "Separation",
    "SequenceModel",
    "Sequential",
    "SettleStep",
    "Snapshot",
    "Snapshots",
    "SomUpdate",
    "StepLR",
    "ThresholdUnit",
    "TrainingState",
    "TransformerEncoderLayer",
    "UNet",
    "Upsample",
    "anneal",
    "attention",
    "attention_table",
    "attention_weights",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_norm",
    "clip_value",
    "constant_",
    "covariance_score",
    "cross_entropy",
    "data",
    "deep_supervision",
    "drawn",
    "each_position",
    "elastic_net",
    "evolve",
    "fit",
    "half_squared_error",
    "hinge_loss",
    "huber_loss",
    "iou",
    "kaiming_normal_",
    "kaiming_uniform_",
    "l1",
    "l2",
    "log_softmax",
    "maxout",
    "mean_of_tokens",
    "mixed",
    "mse_loss",
    "next_token_loss",
    "nll_loss",
    "normal_",
    "output",
    "pad",
    "pretrain",
    "pretraining",
    "projection",
    "restarts",
    "scores",
    "second_eigenvalue",
    "separation",
    "softmax",
    "symmetric_sigmoid",
    "uniform_",
    "weights",
    "xavier_normal_",
    "xavier_uniform_",
]
