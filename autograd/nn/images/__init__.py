"""Networks that look at images: convolutions, pools, LeNet and U-Net, as loops over Values."""
